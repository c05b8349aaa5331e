package dev.millrace.deploy.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * What starts while something else starts too. Most of a start is one thread that loads classes,
 * and the other processors would watch it.
 *
 * <p>Closing it waits for the start to end and closes what has come of it.
 */
public final class Meanwhile<T extends AutoCloseable> implements AutoCloseable {

  private final CompletableFuture<T> result = new CompletableFuture<>();

  private Meanwhile() {}

  /** Begins. */
  public static <T extends AutoCloseable> Meanwhile<T> start(String name, Supplier<T> work) {
    Meanwhile<T> meanwhile = new Meanwhile<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                meanwhile.result.complete(work.get());
              } catch (RuntimeException | Error e) {
                meanwhile.result.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return meanwhile;
  }

  /** Waits for the result; whatever the work threw is thrown here. */
  public T get() {
    try {
      return result.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof RuntimeException failure ? failure : e;
    }
  }

  /** A start that failed leaves nothing to close, and {@link #get} tells of it. */
  @Override
  public void close() throws Exception {
    T started = result.handle((it, failed) -> it).join();
    if (started != null) {
      started.close();
    }
  }
}
