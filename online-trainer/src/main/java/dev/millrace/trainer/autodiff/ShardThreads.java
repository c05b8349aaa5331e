package dev.millrace.trainer.autodiff;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the shards of a batch side by side, on the caller's thread and on as many others as there
 * are processors for. What runs where changes no result. Not thread-safe; close it.
 */
final class ShardThreads implements AutoCloseable {

  private @Nullable ExecutorService others;

  /** One shard's part of a step. */
  @FunctionalInterface
  interface Part<T> {
    T run() throws OrtException;
  }

  /**
   * Runs all parts, and returns only when none runs any more, whatever happened.
   *
   * @return their results in order
   * @throws OrtException the first failure, in their order
   */
  <T> List<T> all(List<Part<T>> parts) throws OrtException {
    List<CompletableFuture<T>> runs = new ArrayList<>();
    for (Part<T> part : parts.subList(1, parts.size())) {
      runs.add(CompletableFuture.supplyAsync(unchecked(part), this::execute));
    }
    CompletableFuture<T> own = new CompletableFuture<>();
    runs.add(0, own);
    try {
      own.complete(unchecked(parts.get(0)).get());
    } catch (RuntimeException | Error e) {
      own.completeExceptionally(e);
    }
    // A join is not interrupted: native code goes on with the tensors until it is done.
    runs.forEach(run -> run.handle((result, failure) -> 0).join());
    try {
      return runs.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw failure(e.getCause());
    }
  }

  private static <T> Supplier<T> unchecked(Part<T> part) {
    return () -> {
      try {
        return part.run();
      } catch (OrtException e) {
        throw new CompletionException(e);
      }
    };
  }

  private static OrtException failure(@Nullable Throwable cause) {
    if (cause instanceof OrtException refused) {
      return refused;
    }
    if (cause instanceof CompletionException wrapped) {
      return failure(wrapped.getCause());
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  private void execute(Runnable part) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (processors == 1) {
      part.run();
      return;
    }
    if (others == null) {
      others =
          Executors.newFixedThreadPool(
              Math.min(processors, Sharding.MOST) - 1,
              run -> {
                Thread thread = new Thread(run, "millrace-shard");
                thread.setDaemon(true);
                return thread;
              });
    }
    others.execute(part);
  }

  @Override
  public void close() {
    if (others != null) {
      others.shutdown();
    }
  }
}
