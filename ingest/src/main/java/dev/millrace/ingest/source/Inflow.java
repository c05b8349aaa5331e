package dev.millrace.ingest.source;

import java.util.concurrent.CompletableFuture;

/** What fills a raw topic while a loop runs. */
public interface Inflow {

  /**
   * Runs on a thread of its own.
   *
   * @return completed with the final counts, or with the {@link FeedFailure}
   */
  CompletableFuture<FeedCounts> start();

  /** Ends it soon: what was taken over is still sent. Callable from any thread. */
  void stop();
}
