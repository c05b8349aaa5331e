package dev.millrace.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.deploy.local.Pipeline;
import dev.millrace.deploy.local.Playing;
import dev.millrace.deploy.local.RestartPolicy;
import dev.millrace.deploy.local.TaskBundles;
import dev.millrace.deploy.report.LoopWatch;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.ModelLog;
import dev.millrace.trainer.job.TrainingJob;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both jobs on a cluster of real processes that know Flink and its lib folder only. */
final class RemoteFlinkTest {

  private static final InstantSource CLOCK = InstantSource.system();
  private static final Duration LOOP_TIME = Duration.ofSeconds(90);
  private static final int MESSAGES = 40;

  /** One job each for inference and training, with one subtask. */
  private static final int SLOTS = 2;

  @TempDir private static Path folder;
  private static ClusterProcesses cluster;
  private static LocalBroker broker;

  @BeforeAll
  static void startServers() {
    broker = LocalBroker.start(folder.resolve("kafka"));
    cluster =
        ClusterProcesses.start(
            folder.resolve("cluster"),
            SLOTS,
            JobJars.IN_LIB.stream().map(JobJars::originOf).toList());
  }

  @AfterAll
  static void stopServers() {
    if (cluster != null) {
      cluster.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  /**
   * The second run meets native libraries that the first one has loaded, and needs its slots: they
   * are free only if closing has cancelled the first one's jobs.
   */
  @Test
  void loopServesAndLearnsTwiceOnTheSameCluster() throws Exception {
    runLoop("first.");
    runLoop("second.");
  }

  private static void runLoop(String prefix) throws Exception {
    KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), Map.of(), new Topics(prefix, 4));
    Path state = folder.resolve(prefix + "run");
    Task task = task();
    try (RemoteFlink flink =
            RemoteFlink.connect(
                cluster.url(),
                state.resolve("checkpoints").toUri(),
                state.resolve("jars"),
                SLOTS,
                RestartPolicy.NONE);
        Pipeline pipeline =
            Pipeline.start(
                new Pipeline.Plan(kafka, flink, List.of(task), state, Pipeline.Start.FRESH, 1, 1),
                TaskBundles.load(List.of(task)),
                CLOCK);
        LoopWatch watch = LoopWatch.start(kafka, List.of(task), CLOCK);
        Feeds feeds = Feeds.open(List.of(task), List.of(recording()), Playing.unpaced(), CLOCK)) {
      List<CompletableFuture<FeedCounts>> feeding =
          feeds.feeders(kafka.settings(), kafka.topics()).stream().map(Feeder::start).toList();
      await()
          .atMost(LOOP_TIME)
          .failFast(
              () -> {
                if (pipeline.failure().isDone()) {
                  pipeline.failure().join();
                }
                feeding.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .forEach(CompletableFuture::join);
              })
          .until(() -> watch.drained().isDone());
      assertThat(watch.tasks().get(task.name()).look().predictions()).isEqualTo(MESSAGES);
      // One transaction, but the broker marks its partitions as committed one after another.
      await()
          .atMost(LOOP_TIME)
          .untilAsserted(
              () -> assertThat(ModelLog.read(kafka).of(task.name())).containsKeys(0L, 1L, 2L));
      assertThat(flink.newestCheckpoint(TrainingJob.NAME)).isPresent();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(cluster.log(), e);
    }
  }

  private static Task task() {
    return TaskFile.parse(
        """
        task: sms-spam
        feed:
          name: sms
          format: tsv
          columns: {text: SMS}
          label: {column: Label}
        classes: [ham, spam]
        bundle: minilm-l6-v2-int8
        train: {head: linear, batch: 1, publishEvery: 20, seed: 42}
        """,
        "sms",
        folder);
  }

  private static Path recording() throws IOException {
    Path file = folder.resolve("messages.tsv");
    Files.writeString(
        file,
        IntStream.range(0, MESSAGES)
            .mapToObj(
                n ->
                    n % 2 == 0
                        ? "ham\tsee you at the station at " + n
                        : "spam\tyou have won " + n + " free tickets, call now")
            .collect(Collectors.joining("\n", "Label\tSMS\n", "\n")));
    return file;
  }

  @Test
  void runThatNeedsMoreSlotsThanThereAreIsRefusedWithNumbers() {
    assertThatThrownBy(() -> connect(cluster.url(), SLOTS + 1))
        .hasMessageContaining("has 2 free of 2 task slots on 1 TaskManagers, this run needs 3")
        .hasMessageContaining("taskmanager.numberOfTaskSlots");
  }

  @Test
  void addressWhereNobodyAnswersIsNamed() {
    assertThatThrownBy(() -> connect(URI.create("http://127.0.0.1:1"), 1))
        .hasMessageContaining("no Flink cluster answered at http://127.0.0.1:1")
        .hasMessageContaining("rest.port");
  }

  @Test
  void checkpointsThatOnlyTheClusterReadsCanBeWrittenButNotResumed() {
    try (RemoteFlink flink =
        RemoteFlink.connect(
            cluster.url(),
            URI.create("s3://bucket/run-7"),
            folder.resolve("unused"),
            1,
            RestartPolicy.NONE)) {
      assertThat(flink.checkpoints("training")).hasToString("s3://bucket/run-7/training");
      assertThatThrownBy(() -> flink.newestCheckpoint("training"))
          .hasMessageContaining("only file:// is read from here");
    }
  }

  private static void connect(URI url, int slots) {
    RemoteFlink.connect(url, folder.toUri(), folder.resolve("unused"), slots, RestartPolicy.NONE)
        .close();
  }
}
