package dev.millrace.trainer.learner;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.stream.Outbound;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Gives each of the learner's records its topic and key. */
final class OutboundRecords implements LearnerOutput {

  private final String task;
  private final Topics topics;
  private final AvroCodec codec;
  private final Consumer<Outbound> out;

  OutboundRecords(String task, Topics topics, AvroCodec codec, Consumer<Outbound> out) {
    this.task = task;
    this.topics = topics;
    this.codec = codec;
    this.out = out;
  }

  @Override
  public void write(SpecificRecord record) {
    byte[] value = codec.encode(record);
    if (record instanceof DeadLetter letter) {
      out.accept(
          new Outbound(topics.deadLetters(), Outbound.BY_KEY, bytes(letter.getKey()), value));
    } else {
      out.accept(Outbound.keyed(topic(record), key(record), value));
    }
  }

  private String topic(SpecificRecord record) {
    if (record instanceof TrainingExample) {
      return topics.trainingExamples();
    }
    if (record instanceof ModelVersion) {
      return topics.modelVersions();
    }
    return record instanceof ModelAlias ? topics.modelAliases() : topics.modelMetrics();
  }

  private String key(SpecificRecord record) {
    return record instanceof ModelVersion version
        ? Topics.versionKey(task, version.getVersion())
        : task;
  }

  @Override
  public void retire(long version) {
    out.accept(Outbound.keyed(topics.modelVersions(), Topics.versionKey(task, version), null));
  }

  private static byte[] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return new byte[0];
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
