package dev.millrace.deploy.loop;

import dev.millrace.deploy.report.Report;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * What committed readers find after a run.
 *
 * @param predictions all predictions
 * @param examples the logs of all tasks
 * @param versions every version as it was published
 * @param letters all dead letters
 * @param events all events
 * @param report what the run says of itself
 * @param out where its files lie
 */
record Results(
    List<Prediction> predictions,
    List<TrainingExample> examples,
    List<ModelVersion> versions,
    List<DeadLetter> letters,
    List<SpecificRecord> events,
    Report report,
    Path out) {

  static Results read(KafkaAccess kafka, Report report, Path out) {
    List<SpecificRecord> events = new ArrayList<>();
    kafka.topics().events().forEach(topic -> events.addAll(all(kafka, topic)));
    return new Results(
        all(kafka, kafka.topics().predictions(), Prediction.class),
        all(kafka, kafka.topics().trainingExamples(), TrainingExample.class),
        all(kafka, kafka.topics().modelVersions(), ModelVersion.class),
        all(kafka, kafka.topics().deadLetters(), DeadLetter.class),
        events,
        report,
        out);
  }

  static <T extends SpecificRecord> List<T> all(KafkaAccess kafka, String topic, Class<T> type) {
    return all(kafka, topic).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Committed records without markers and tombstones. */
  private static List<SpecificRecord> all(KafkaAccess kafka, String topic) {
    AvroCodec codec = new AvroCodec();
    List<SpecificRecord> records = new ArrayList<>();
    new TopicReader(kafka)
        .read(
            topic,
            record -> {
              if (record.value() != null) {
                records.add(decode(codec, record.value()));
              }
            });
    records.removeIf(Marker.class::isInstance);
    return records;
  }

  private static SpecificRecord decode(AvroCodec codec, byte[] value) {
    try {
      return codec.decode(value);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hash of each version by its name, {@code task@version}; twice published counts twice. */
  List<String> hashes() {
    return versions.stream()
        .map(v -> v.getTask() + "@" + v.getVersion() + " " + v.getHash())
        .sorted()
        .toList();
  }

  /** All of each version except when it was made. */
  Map<String, ModelVersion> timelessVersions() {
    Map<String, ModelVersion> timeless = new TreeMap<>();
    for (ModelVersion version : versions) {
      ModelVersion copy = ModelVersion.newBuilder(version).setCreatedAt(0).build();
      timeless.put(version.getTask() + "@" + version.getVersion(), copy);
    }
    return timeless;
  }

  /** Bytes of each version's parameters. */
  Map<String, List<NamedTensor>> parameters() {
    Map<String, List<NamedTensor>> parameters = new TreeMap<>();
    versions.forEach(v -> parameters.put(v.getTask() + "@" + v.getVersion(), v.getParameters()));
    return parameters;
  }

  /** Each task's log in offset order. */
  Map<String, List<TrainingExample>> logs() {
    Map<String, List<TrainingExample>> logs = new HashMap<>();
    for (TrainingExample example : examples) {
      logs.computeIfAbsent(example.getTask(), task -> new ArrayList<>()).add(example);
    }
    return logs;
  }
}
