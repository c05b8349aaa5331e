package dev.millrace.schemas.topic;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The versions and aliases of all tasks as their topics hold them now.
 *
 * @param versions versions by task and number
 * @param aliases aliases by task, oldest first; what compaction has dropped is missing
 */
public record ModelLog(
    NavigableMap<String, NavigableMap<Long, ModelVersion>> versions,
    NavigableMap<String, List<ModelAlias>> aliases) {

  /** Reads both topics to their ends. */
  public static ModelLog read(KafkaAccess kafka) {
    AvroCodec codec = new AvroCodec();
    TopicReader reader = new TopicReader(kafka);
    Topics topics = kafka.topics();
    ModelLog log = new ModelLog(new TreeMap<>(), new TreeMap<>());
    reader.read(topics.modelVersions(), record -> log.version(codec, record));
    reader.read(topics.modelAliases(), record -> log.alias(codec, record));
    return log;
  }

  private void version(AvroCodec codec, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      forget(new String(record.key(), StandardCharsets.UTF_8));
    } else if (decode(codec, record) instanceof ModelVersion version) {
      versions
          .computeIfAbsent(version.getTask(), task -> new TreeMap<>())
          .put(version.getVersion(), version);
    }
  }

  private void forget(String key) {
    for (NavigableMap<Long, ModelVersion> ofTask : versions.values()) {
      ofTask.values().removeIf(v -> Topics.versionKey(v.getTask(), v.getVersion()).equals(key));
    }
  }

  private void alias(AvroCodec codec, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null && decode(codec, record) instanceof ModelAlias alias) {
      aliases.computeIfAbsent(alias.getTask(), task -> new ArrayList<>()).add(alias);
    }
  }

  /** Unlike events, the model topics are ours alone: what is unreadable there stops us. */
  private static SpecificRecord decode(AvroCodec codec, ConsumerRecord<byte[], byte[]> record) {
    try {
      return codec.decode(record.value());
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(
          record.topic()
              + "-"
              + record.partition()
              + " at offset "
              + record.offset()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** The alias in force; empty means version 0 answers. */
  public Optional<ModelAlias> alias(String task) {
    List<ModelAlias> ofTask = aliases.getOrDefault(task, List.of());
    return ofTask.isEmpty() ? Optional.empty() : Optional.of(ofTask.get(ofTask.size() - 1));
  }

  /** The version that answers. */
  public long champion(String task) {
    return alias(task).map(ModelAlias::getChampion).orElse(0L);
  }

  /** All versions of a task, by number. */
  public Map<Long, ModelVersion> of(String task) {
    return versions.getOrDefault(task, new TreeMap<>());
  }
}
