package dev.millrace.deploy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.deploy.Records;
import dev.millrace.deploy.TestCluster;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ScoredExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectorTest {

  private static final Topics TOPICS = TestCluster.TOPICS;
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Task TASK =
      TaskFile.parse(
          """
          task: sms-spam
          feed:
            name: sms
            format: tsv
            columns: {text: SMS}
            label: {column: Label}
          classes: [ham, spam]
          bundle: minilm-l6-v2-int8
          train: {head: linear}
          """,
          "sms-spam.yaml",
          Path.of("").toAbsolutePath());

  @TempDir Path folder;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster(folder.resolve("run"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static long now() {
    return LoopWatch.micros(CLOCK.instant());
  }

  private void everyPartition(String topic, int partitions, Marker marker) {
    for (int partition = 0; partition < partitions; partition++) {
      cluster.write(topic, partition, marker.getOrigin(), marker);
    }
  }

  /** Three events came in, one twice and one unreadable; the trainer learned one of two labels. */
  private void writeRun() {
    String feed = Origins.feed(TestCluster.FEED);
    for (int part = 0; part < 2; part++) {
      Map<String, Long> events =
          Map.of(
              "events_in",
              2L,
              "events_out",
              1L,
              "duplicates",
              (long) part,
              "dead_letters",
              1L - part);
      everyPartition(TOPICS.textEvents(), 2, new Marker(feed, part, 2, 0L, true, events));
      Map<String, Long> labels = Map.of("labels_in", 1L, "labels_out", 1L, "duplicates", 0L);
      everyPartition(TOPICS.labels(), 2, new Marker(feed, part, 2, 0L, true, labels));
    }
    cluster.write(
        TOPICS.deadLetters(),
        0,
        "phone",
        Records.letter(TOPICS.raw(TestCluster.FEED), "ingest.decode", "BAD", Map.of(), "x"));
    cluster.write(
        TOPICS.deadLetters(),
        0,
        "phone",
        Records.letter(TOPICS.rawLabels(), "ingest.validate", "BAD", Map.of(), "x"));
    cluster.write(
        TOPICS.modelMetrics(),
        0,
        Records.TASK,
        new ScoredExample(Records.TASK, 0L, "first", "spam", "ham", 0.6, Double.NaN, 0L));
    cluster.write(
        TOPICS.modelMetrics(),
        0,
        Records.TASK,
        new PrequentialMetric(Records.TASK, 0L, 1L, Map.of("accuracy", 0.5), 0L, null));
    cluster.write(TOPICS.predictions(), 0, "phone", Records.spam("first", now() - 40_000, 0));
    cluster.write(TOPICS.predictions(), 1, "phone", Records.spam("second", now() - 40_000, 3));
  }

  private void endTraining() {
    Map<String, Long> counters =
        Map.of(
            "labels_joined", 1L,
            "labels_expired", 1L,
            "versions_published", 4L,
            "examples_left_in_batch", 1L);
    cluster.write(
        TOPICS.modelMetrics(), 0, "m", Records.end(Origins.trainer(Records.TASK), counters));
  }

  private void endInference() {
    Map<String, Long> counters = Map.of("swaps", 2L, "window_warmup", 0L);
    everyPartition(TOPICS.predictions(), 2, Records.end(Origins.inference(Records.TASK), counters));
  }

  @Test
  void reportSumsUpWhatTheTopicsHoldAndTheStagesCounted() throws Exception {
    try (LoopWatch watch = LoopWatch.start(cluster.kafka(), List.of(TASK), CLOCK)) {
      writeRun();
      endTraining();
      endInference();
      Instant drained = watch.drained().get(20, TimeUnit.SECONDS);
      assertThat(drained).isAfterOrEqualTo(watch.start());

      Path out = Files.createDirectory(folder.resolve("out"));
      Report report =
          new Collector(cluster.kafka(), List.of(TASK)).collect(out, watch, Duration.ofSeconds(2));

      assertThat(report.count("events_in")).isEqualTo(4);
      assertThat(report.count("predictions")).isEqualTo(2);
      assertThat(report.count("duplicates")).isEqualTo(1);
      assertThat(report.count("lost")).isZero();
      assertThat(report.count("events_in"))
          .isEqualTo(
              report.count("predictions")
                  + report.json().at("/dead_letters/ingest.decode").asLong()
                  + report.count("duplicates")
                  + report.count("window_warmup"));
      assertThat(report.json().at("/label_dead_letters/ingest.validate").asLong()).isEqualTo(1);
      assertThat(report.count("labels_in")).isEqualTo(2);
      assertThat(report.count("labels_joined")).isEqualTo(1);
      assertThat(report.count("labels_expired")).isEqualTo(1);
      assertThat(report.count("examples_left_in_batch")).isEqualTo(1);
      assertThat(report.count("versions_published")).isEqualTo(4);
      assertThat(report.count("swaps")).isEqualTo(2);
      assertThat(report.json().get("events_per_second").asDouble()).isEqualTo(2);
      assertThat(report.json().at("/latency_ms/p50").asDouble()).isGreaterThanOrEqualTo(39);
      assertThat(report.json().at("/visible_after_commit_ms/p99").asDouble())
          .isGreaterThanOrEqualTo(39);
      assertThat(report.metric(Records.TASK, "prequential", "accuracy"))
          .isCloseTo(0.5, within(0.0));

      JsonNode written = new ObjectMapper().readTree(out.resolve("report.json").toFile());
      assertThat(written.get("events_in").asLong()).isEqualTo(4);
      assertThat(Files.readAllLines(out.resolve("predictions.jsonl"))).hasSize(2);
      JsonNode example =
          new ObjectMapper().readTree(Files.readString(out.resolve("prequential.jsonl")));
      assertThat(example.get("eventId").asText()).isEqualTo("first");
      assertThat(example.get("loss").isNull()).isTrue();
    }
  }

  @Test
  void loopHasNotDrainedWhileOnePartitionOrTheTrainerIsOpen() throws Exception {
    List<Task> tasks = List.of(TASK);
    Drain drain = new Drain(tasks, 2, 1);
    Marker inference = Records.end(Origins.inference(Records.TASK), Map.of());
    drain.inPredictions(0, inference);
    drain.inMetrics(0, Records.end(Origins.trainer(Records.TASK), Map.of()));
    assertThat(drain.done()).isFalse();
    assertThat(drain.open()).containsOnlyKeys(Origins.inference(Records.TASK));
    drain.inPredictions(1, inference);
    assertThat(drain.done()).isTrue();
  }

  @Test
  void watchTellsVersionAndScoreAndCountsOlderPredictionsWithoutTheirLatency() throws Exception {
    cluster.write(TOPICS.predictions(), 0, "phone", Records.spam("old", 0, 1));
    InstantSource later = InstantSource.offset(CLOCK, Duration.ofMinutes(1));
    try (LoopWatch watch = LoopWatch.start(cluster.kafka(), List.of(TASK), later)) {
      writeRun();
      endTraining();
      endInference();
      watch.drained().get(20, TimeUnit.SECONDS);
      TaskWatch.Look look = watch.tasks().get(Records.TASK).look();
      assertThat(look.predictions()).isEqualTo(3);
      assertThat(look.version()).isEqualTo(3);
      assertThat(look.p50()).isNaN();
      assertThat(look.prequential()).containsEntry("accuracy", 0.5);
      assertThat(watch.firstPrediction()).isNotDone();
    }
  }

  @Test
  void percentilesAreOfTheNearestRank() {
    Latencies latencies = new Latencies();
    assertThat(latencies.percentile(0.5)).isNaN();
    for (int millis = 100; millis >= 1; millis--) {
      latencies.add(millis * 1_000L);
    }
    assertThat(latencies.percentile(0.5)).isEqualTo(50);
    assertThat(latencies.percentile(0.99)).isEqualTo(99);
    assertThat(latencies.percentile(1)).isEqualTo(100);
  }
}
