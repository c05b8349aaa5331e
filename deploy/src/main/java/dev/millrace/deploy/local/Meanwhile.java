package dev.millrace.deploy.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work that goes on while something else starts. Most of a start is one thread that loads classes,
 * and the other processors would watch it.
 */
public final class Meanwhile<T> {

  private final CompletableFuture<T> result = new CompletableFuture<>();

  private Meanwhile() {}

  /** Begins. */
  public static <T> Meanwhile<T> start(String name, Supplier<T> work) {
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
}
