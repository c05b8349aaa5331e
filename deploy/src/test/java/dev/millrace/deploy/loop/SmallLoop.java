package dev.millrace.deploy.loop;

import static org.awaitility.Awaitility.await;

import dev.millrace.deploy.local.LocalFlink;
import dev.millrace.deploy.local.Pipeline;
import dev.millrace.deploy.local.RestartPolicy;
import dev.millrace.deploy.local.TaskBundles;
import dev.millrace.deploy.report.Collector;
import dev.millrace.deploy.report.LoopWatch;
import dev.millrace.deploy.report.Report;
import dev.millrace.ingest.replay.Recording;
import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.FeedProducer;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.ingest.source.MarkerCadence;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Plays recordings through the loop in this JVM until all has drained.
 *
 * @param kafka where the parts meet; its topics must be unused
 * @param folder for state and results
 * @param parallelism subtasks of the jobs' parallel operators
 */
record SmallLoop(KafkaAccess kafka, Path folder, int parallelism) {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final InstantSource CLOCK = InstantSource.system();

  Results run(List<SmallFeeds.Recorded> feeds) throws Exception {
    return run(feeds, (task, source) -> source);
  }

  /**
   * @param change what becomes of each feed's source before it is played
   */
  Results run(List<SmallFeeds.Recorded> feeds, BiFunction<Task, EventSource, EventSource> change)
      throws Exception {
    List<Task> tasks = feeds.stream().map(SmallFeeds.Recorded::task).toList();
    Path out = Files.createDirectories(folder.resolve("out"));
    try (LocalFlink flink =
            LocalFlink.start(folder.resolve("flink"), 2 * parallelism, RestartPolicy.NONE);
        Pipeline pipeline = Pipeline.start(plan(flink, tasks), TaskBundles.load(tasks), CLOCK);
        LoopWatch watch = LoopWatch.start(kafka, tasks, CLOCK)) {
      Instant start = CLOCK.instant();
      List<CompletableFuture<FeedCounts>> ends = new ArrayList<>();
      for (SmallFeeds.Recorded feed : feeds) {
        ends.add(feeder(feed, change).start());
      }
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  watch.drained().isDone()
                      || pipeline.failure().isDone()
                      || ends.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
      for (CompletableFuture<FeedCounts> end : ends) {
        end.join();
      }
      if (pipeline.failure().isDone()) {
        pipeline.failure().join();
      }
      Duration wall = Duration.between(start, watch.drained().join());
      Report report = new Collector(kafka, tasks).collect(out, watch, wall);
      return Results.read(kafka, report, out);
    }
  }

  private Pipeline.Plan plan(LocalFlink flink, List<Task> tasks) {
    return new Pipeline.Plan(kafka, flink, tasks, folder, Pipeline.Start.FRESH, parallelism, 2);
  }

  private Feeder feeder(SmallFeeds.Recorded feed, BiFunction<Task, EventSource, EventSource> change)
      throws IOException {
    Task task = feed.task();
    EventSource source = Recording.open(task.feed(), List.of(feed.recording())).source();
    return new Feeder(
        List.of(task),
        change.apply(task, source),
        FeedProducer.create(kafka.settings(), task.feed().name()),
        kafka.topics(),
        MarkerCadence.DEFAULT,
        CLOCK);
  }
}
