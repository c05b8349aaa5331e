package dev.millrace.ingest.source;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What fills a raw topic while a loop runs. */
public interface Inflow {

  /**
   * Runs on a thread of its own.
   *
   * @return completed with the final counts, or with the {@link FeedFailure}
   */
  CompletableFuture<FeedCounts> start();

  /** Runs on a daemon thread of that name; the way to {@link #start}. */
  static CompletableFuture<FeedCounts> onThread(String name, Supplier<FeedCounts> run) {
    CompletableFuture<FeedCounts> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                end.complete(run.get());
              } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  /** Ends it soon: what was taken over is still sent. Callable from any thread. */
  void stop();
}
