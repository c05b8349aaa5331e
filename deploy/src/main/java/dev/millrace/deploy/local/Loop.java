package dev.millrace.deploy.local;

import dev.millrace.dashboard.metrics.Figures;
import dev.millrace.deploy.report.LoopWatch;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.schemas.topic.KafkaAccess;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A pipeline with its sources and someone who watches: what {@code run} and {@code demo} run. */
public final class Loop implements AutoCloseable {

  private final Pipeline pipeline;
  private final LoopWatch watch;
  private final List<Inflow> inflows;
  private final List<CompletableFuture<FeedCounts>> feeds;
  private final Instant firstInput;

  private Loop(Pipeline pipeline, LoopWatch watch, List<Inflow> inflows, Instant firstInput) {
    this.pipeline = pipeline;
    this.watch = watch;
    this.inflows = inflows;
    this.firstInput = firstInput;
    this.feeds = inflows.stream().map(Inflow::start).toList();
  }

  /**
   * Starts the pipeline and, when it takes input, the sources.
   *
   * @param bundles those of the plan's tasks
   * @param sources opened before, so that start-up errors come first
   */
  public static Loop start(
      Pipeline.Plan plan, TaskBundles bundles, Feeds sources, InstantSource clock)
      throws InterruptedException {
    KafkaAccess kafka = plan.kafka();
    Pipeline pipeline = Pipeline.start(plan, bundles, clock);
    try {
      LoopWatch watch = LoopWatch.start(kafka, plan.tasks(), clock);
      List<Inflow> inflows = new ArrayList<>(sources.inflows(kafka.settings(), kafka.topics()));
      inflows.addAll(sources.clockMarkers(plan.tasks(), kafka.settings(), kafka.topics()));
      return new Loop(pipeline, watch, inflows, clock.instant());
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** Figures of the parts that run in this process. */
  public Figures figures() {
    return pipeline.figures();
  }

  public LoopWatch watch() {
    return watch;
  }

  /** When the sources started. */
  public Instant firstInput() {
    return firstInput;
  }

  /** Ends the sources: they send what is due and their end markers. */
  public void stopFeeds() {
    inflows.forEach(Inflow::stop);
  }

  /** Why a part has failed for good; empty while all is well. */
  public Optional<Throwable> failure() {
    if (watch.drained().isCompletedExceptionally()) {
      return cause(watch.drained());
    }
    if (pipeline.failure().isCompletedExceptionally()) {
      return cause(pipeline.failure());
    }
    return feeds.stream()
        .filter(CompletableFuture::isCompletedExceptionally)
        .findFirst()
        .flatMap(Loop::cause);
  }

  private static Optional<Throwable> cause(CompletableFuture<?> failed) {
    try {
      failed.join();
      return Optional.empty();
    } catch (CompletionException e) {
      return Optional.of(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Stops sources, ingest and watch; the jobs end with their cluster. */
  @Override
  public void close() {
    stopFeeds();
    watch.close();
    pipeline.close();
  }
}
