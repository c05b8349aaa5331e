package dev.millrace.deploy.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.topic.Decoding;
import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.MarkerTracker;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ScoredExample;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed records of a finished run once and sums them up. What the stages counted
 * comes from their last markers; what can be counted on the topics is counted there.
 */
public final class Collector {

  private final KafkaAccess kafka;
  private final boolean fuses;
  private final Decoding decoding = new Decoding(new AvroCodec());
  private final Map<String, TaskReport> tasks = new LinkedHashMap<>();
  private final Map<String, String> feedOfTask = new LinkedHashMap<>();
  private final Map<String, FeedReport> feeds = new LinkedHashMap<>();
  private final Map<String, MarkerTracker> inference = new LinkedHashMap<>();
  private final Map<String, MarkerTracker> training = new LinkedHashMap<>();
  private final Map<String, Long> eventLetters = new TreeMap<>();
  private final Map<String, Long> labelLetters = new TreeMap<>();

  /** A collector for the topics of a run. */
  public Collector(KafkaAccess kafka, Collection<Task> tasks) {
    this.kafka = kafka;
    fuses = tasks.stream().anyMatch(task -> !task.fuse().isEmpty());
    for (Task task : tasks) {
      this.tasks.put(task.name(), new TaskReport());
      feedOfTask.put(task.name(), task.feed().name());
      feeds.computeIfAbsent(task.feed().name(), FeedReport::new);
      inference.put(task.name(), new MarkerTracker(Origins.inference(task.name())));
      training.put(task.name(), new MarkerTracker(Origins.trainer(task.name())));
    }
  }

  /**
   * Sums up and writes {@code report.json}, {@code predictions.jsonl} and {@code prequential.jsonl}
   * into a folder.
   *
   * @param out existing folder
   * @param watch what was seen while the run went on
   * @param wall from the first input to the last result
   */
  public Report collect(Path out, LoopWatch watch, Duration wall) {
    TopicReader reader = new TopicReader(kafka);
    try (Lines predictions = new Lines(out.resolve("predictions.jsonl"))) {
      reader.read(kafka.topics().predictions(), record -> prediction(record, predictions));
    }
    try (Lines prequential = new Lines(out.resolve("prequential.jsonl"))) {
      reader.read(kafka.topics().modelMetrics(), record -> metric(record, prequential));
    }
    reader.read(kafka.topics().deadLetters(), this::letter);
    for (String topic : kafka.topics().events()) {
      reader.read(topic, record -> marker(record, (feed, at, marker) -> feed.inEvents(at, marker)));
    }
    reader.read(
        kafka.topics().labels(),
        record -> marker(record, (feed, at, marker) -> feed.inLabels(at, marker)));
    tasks.forEach(
        (name, task) -> {
          task.inference(inference.get(name).counters());
          task.training(training.get(name).counters());
        });
    Report report = new Report(json(watch, wall));
    report.write(out.resolve("report.json"));
    return report;
  }

  private @Nullable SpecificRecord decode(ConsumerRecord<byte[], byte[]> record) {
    return decoding.any(record).orElse(null);
  }

  private void prediction(ConsumerRecord<byte[], byte[]> record, Lines lines) {
    SpecificRecord value = decode(record);
    if (value instanceof Prediction prediction && tasks.containsKey(prediction.getTask())) {
      tasks.get(prediction.getTask()).prediction(prediction, record.timestamp());
      lines.add(line(prediction));
    } else if (value instanceof Marker marker && record.partition() == 0) {
      // Every partition carries the same counters; one is enough.
      inference.values().forEach(tracker -> tracker.accept(marker));
    }
  }

  private void metric(ConsumerRecord<byte[], byte[]> record, Lines lines) {
    SpecificRecord value = decode(record);
    if (value instanceof ScoredExample example && tasks.containsKey(example.getTask())) {
      lines.add(line(example));
    } else if (value instanceof PrequentialMetric metric && tasks.containsKey(metric.getTask())) {
      tasks.get(metric.getTask()).prequential(metric.getMetrics());
    } else if (value instanceof ServedMetric metric && tasks.containsKey(metric.getTask())) {
      tasks.get(metric.getTask()).served(metric.getMetrics());
    } else if (value instanceof Marker marker) {
      training.values().forEach(tracker -> tracker.accept(marker));
    }
  }

  private static ObjectNode line(SpecificRecord record) {
    ObjectNode line = RecordJson.of(record);
    line.remove("type");
    return line;
  }

  private void letter(ConsumerRecord<byte[], byte[]> record) {
    if (decode(record) instanceof DeadLetter letter) {
      boolean label =
          letter.getTopic().equals(kafka.topics().rawLabels())
              || letter.getTopic().equals(kafka.topics().labels());
      (label ? labelLetters : eventLetters).merge(letter.getStage(), 1L, Long::sum);
    }
  }

  /** Where a marker of a feed is noted. */
  private interface Note {
    void take(FeedReport feed, int partition, Marker marker);
  }

  private void marker(ConsumerRecord<byte[], byte[]> record, Note note) {
    // Events can be large pictures, so only markers are decoded.
    if (AvroCodec.isMarker(record.value()) && decode(record) instanceof Marker marker) {
      feeds.values().forEach(feed -> note.take(feed, record.partition(), marker));
    }
  }

  private ObjectNode json(LoopWatch watch, Duration wall) {
    ObjectNode node = Report.object();
    long eventsIn = ofFeeds(feed -> feed.ofEvents("events_in"));
    double seconds = wall.toNanos() / 1e9;
    node.put("events_in", eventsIn);
    node.put("predictions", ofTasks(TaskReport::predictions));
    node.put("duplicates", ofFeeds(feed -> feed.ofEvents("duplicates")));
    node.put("window_warmup", ofTasks(task -> task.ofInference("window_warmup")));
    letters(node.putObject("dead_letters"), eventLetters);
    letters(node.putObject("label_dead_letters"), labelLetters);
    node.put("lost", lost());
    node.put("labels_in", ofFeeds(feed -> feed.ofLabels("labels_in")));
    node.put("label_duplicates", ofFeeds(feed -> feed.ofLabels("duplicates")));
    for (String counter :
        new String[] {
          "labels_joined", "labels_expired", "examples_left_in_batch", "versions_published"
        }) {
      node.put(counter, ofTasks(task -> task.ofTraining(counter)));
    }
    node.put("swaps", ofTasks(task -> task.ofInference("swaps")));
    if (fuses) {
      node.put("fused", ofTasks(task -> task.ofInference("fused")));
      node.put("fused_missing", ofTasks(task -> task.ofInference("fused_missing")));
    }
    node.put("wall_seconds", seconds);
    node.put("events_per_second", seconds > 0 ? eventsIn / seconds : 0);
    latencies(node, watch);
    ObjectNode byTask = node.putObject("tasks");
    tasks.forEach((name, task) -> byTask.set(name, task.json()));
    return node;
  }

  private void latencies(ObjectNode node, LoopWatch watch) {
    Latencies latency = new Latencies();
    tasks.values().forEach(task -> task.latency().into(latency));
    node.set("latency_ms", latency.json());
    Latencies visible = new Latencies();
    watch.tasks().values().forEach(task -> task.visibleInto(visible));
    node.set("visible_after_commit_ms", visible.json());
  }

  private static void letters(ObjectNode node, Map<String, Long> letters) {
    letters.forEach(node::put);
  }

  /**
   * Events of which no trace is left, over all tasks: what ingest took in and neither refused nor
   * knew already, less what became a prediction, a dead letter or part of a first window.
   */
  private long lost() {
    long lost = 0;
    for (Map.Entry<String, TaskReport> entry : tasks.entrySet()) {
      FeedReport feed = feeds.get(feedOfTask.get(entry.getKey()));
      TaskReport task = entry.getValue();
      lost +=
          feed.ofEvents("events_in")
              - feed.ofEvents("duplicates")
              - feed.ofEvents("dead_letters")
              - task.predictions()
              - task.ofInference("dead_letters")
              - task.ofInference("window_warmup");
    }
    return lost;
  }

  private long ofTasks(ToLongFunction<TaskReport> count) {
    return tasks.values().stream().mapToLong(count).sum();
  }

  private long ofFeeds(ToLongFunction<FeedReport> count) {
    return feeds.values().stream().mapToLong(count).sum();
  }
}
