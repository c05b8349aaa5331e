package dev.millrace.deploy.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and {@code kill} as something to wait for. The virtual machine ends when its shutdown
 * hooks have; so the hook asks the command to stop and stays until it has cleaned up.
 *
 * <p>Thread-safe.
 */
public final class StopSignal {

  /** A clean stop takes a few seconds; whoever asked is not kept waiting for a stuck one. */
  private static final int PATIENCE_SECONDS = 30;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Connects the signal to the end of this process. */
  void install() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  request();
                  awaitFinished();
                },
                "stop"));
  }

  /** Asks for the end. */
  public void request() {
    requested.countDown();
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits until the end is asked for. */
  public void await() throws InterruptedException {
    requested.await();
  }

  /** Says that all is cleaned up. */
  void finished() {
    finished.countDown();
  }

  private void awaitFinished() {
    try {
      // Nothing is left to do with the answer: the process ends either way.
      boolean clean = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!clean) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
