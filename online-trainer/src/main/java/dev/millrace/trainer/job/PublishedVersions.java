package dev.millrace.trainer.job;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.stream.CommittedRecords;
import dev.millrace.stream.JobSettings;
import dev.millrace.trainer.learner.VersionSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds a version on {@code model-versions} by reading the topic from its beginning. That happens
 * only when a person promotes one, so the learner need not keep the weights of all of them.
 *
 * @param task name of the task
 * @param settings brokers and topics
 */
record PublishedVersions(String task, JobSettings settings) implements VersionSource {

  @Override
  public Optional<ModelVersion> find(long version) {
    byte[] key = Topics.versionKey(task, version).getBytes(StandardCharsets.UTF_8);
    // The newest record of the key; a tombstone has no value.
    byte[][] newest = {null};
    CommittedRecords.forEach(
        settings.clientSettings(),
        List.of(settings.topics().modelVersions()),
        record -> {
          if (Arrays.equals(record.key(), key)) {
            newest[0] = record.value();
          }
        });
    return Optional.ofNullable(newest[0]).map(value -> read(value, version));
  }

  private ModelVersion read(byte[] value, long version) {
    try {
      return new AvroCodec().decode(value, ModelVersion.class);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(
          "version %d of task %s cannot be read: %s".formatted(version, task, e.getMessage()), e);
    }
  }
}
