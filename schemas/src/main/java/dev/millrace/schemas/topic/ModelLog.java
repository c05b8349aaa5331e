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

  /**
   * A version that is kept.
   *
   * @throws IllegalStateException if it is not, with those that are
   */
  public ModelVersion require(String task, long number) {
    NavigableMap<Long, ModelVersion> ofTask = requireTask(task);
    ModelVersion version = ofTask.get(number);
    if (version == null) {
      throw new IllegalStateException(
          "version "
              + number
              + " of task "
              + task
              + " is not kept; kept are "
              + ofTask.firstKey()
              + " to "
              + ofTask.lastKey()
              + " ("
              + ofTask.size()
              + " versions)");
    }
    return version;
  }

  /**
   * The kept versions of a task.
   *
   * @throws IllegalStateException if there is none
   */
  public NavigableMap<Long, ModelVersion> requireTask(String task) {
    NavigableMap<Long, ModelVersion> ofTask = versions.getOrDefault(task, new TreeMap<>());
    if (ofTask.isEmpty()) {
      throw new IllegalStateException(
          "no version of task "
              + task
              + " has been published; known tasks: "
              + (versions.isEmpty() ? "none" : String.join(", ", versions.keySet())));
    }
    return ofTask;
  }

  /**
   * The champion before the present one, which must still be kept; where the log no longer tells
   * it, the version that the champion grew from.
   *
   * @throws IllegalStateException if there is none
   */
  public long championBefore(String task) {
    ModelVersion champion = require(task, champion(task));
    if (champion.getVersion() == 0) {
      throw new IllegalStateException(
          "task " + task + " serves version 0; there is nothing before it");
    }
    List<ModelAlias> past = aliases.getOrDefault(task, List.of());
    for (int i = past.size() - 1; i >= 0; i--) {
      if (past.get(i).getChampion() != champion.getVersion()) {
        return require(task, past.get(i).getChampion()).getVersion();
      }
    }
    return require(task, champion.getLineage().getParent()).getVersion();
  }
}
