package dev.millrace.bench;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.deploy.local.LocalFlink;
import dev.millrace.deploy.local.Pipeline;
import dev.millrace.deploy.local.Playing;
import dev.millrace.deploy.local.RestartPolicy;
import dev.millrace.deploy.local.TaskBundles;
import dev.millrace.inference.job.InferenceJob;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.trainer.job.TrainingJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One pass of a recording through embedded broker, ingest, inference and, where the task learns,
 * training; everything fresh, in a folder of its own that is gone afterwards.
 */
final class PipelineRun {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final PipelineSetup setup;
  private final InstantSource clock = InstantSource.system();

  PipelineRun(PipelineSetup setup) {
    this.setup = setup;
  }

  /**
   * Runs it. The clock starts with the feeder, when every job has completed a checkpoint: starting
   * up is not measured.
   *
   * @throws IllegalStateException if a part fails, or events are lost or doubled
   */
  PipelineRate measure() throws Exception {
    try (ScratchFolder folder = new ScratchFolder();
        LocalBroker broker = LocalBroker.start(folder.path().resolve("kafka"));
        LocalFlink flink =
            LocalFlink.start(folder.path().resolve("flink"), 2, RestartPolicy.NONE)) {
      Topics topics = new Topics(Topics.DEFAULT.prefix(), setup.partitions());
      KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), Map.of(), topics);
      try (Feeds feeds = Feeds.open(tasks(), List.of(setup.recording()), Playing.unpaced(), clock);
          Pipeline pipeline =
              Pipeline.start(plan(kafka, flink, folder.path()), TaskBundles.load(tasks()), clock)) {
        awaitCheckpoint(flink, InferenceJob.NAME);
        if (setup.task().learns()) {
          awaitCheckpoint(flink, TrainingJob.NAME);
        }
        return feed(kafka, feeds, pipeline);
      }
    }
  }

  private List<Task> tasks() {
    return List.of(setup.task());
  }

  private Pipeline.Plan plan(KafkaAccess kafka, LocalFlink flink, Path folder) {
    return new Pipeline.Plan(
        kafka, flink, tasks(), folder, Pipeline.Start.FRESH, 1, setup.threads());
  }

  private static void awaitCheckpoint(LocalFlink flink, String job)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (flink.newestCheckpoint(job).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("job " + job + " made no checkpoint within " + PATIENCE);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private PipelineRate feed(KafkaAccess kafka, Feeds feeds, Pipeline pipeline)
      throws InterruptedException, ExecutionException, TimeoutException {
    Feeder feeder = feeds.feeders(kafka.settings(), kafka.topics()).get(0);
    PredictionTimes times = new PredictionTimes(kafka, setup.task(), setup.texts());
    Rate visible;
    Rate trained;
    try (times) {
      CompletableFuture<FeedCounts> fed = feeder.start();
      visible = await(times.lastVisible(), pipeline, fed);
      trained = setup.task().learns() ? await(times.trained(), pipeline, fed) : visible;
    }
    times.checkExactlyOnce();
    return new PipelineRate(visible, times.steadyPerSecond(), trained);
  }

  private static Rate await(
      CompletableFuture<Rate> moment, Pipeline pipeline, CompletableFuture<FeedCounts> fed)
      throws InterruptedException, ExecutionException, TimeoutException {
    // A feed that ends well says nothing; one that fails must end the wait.
    CompletableFuture<Rate> unlessFeedFails = fed.thenCompose(counts -> moment);
    return (Rate)
        CompletableFuture.anyOf(moment, unlessFeedFails, pipeline.failure())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
