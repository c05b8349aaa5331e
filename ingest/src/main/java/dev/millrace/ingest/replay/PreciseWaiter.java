package dev.millrace.ingest.replay;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Waits by the real clock: sleeps until shortly before the end and watches the clock for the rest,
 * since a sleeping thread is woken late by the kernel's timer slack (50 microseconds on Linux) and
 * the time to be scheduled.
 */
public final class PreciseWaiter implements ReplayClock.Waiter {

  /**
   * Longer than a usual late wake-up, short enough that a hundred messages a second cost two per
   * cent of a processor.
   */
  private static final long WATCH_NANOS = 200_000;

  private final Semaphore woken = new Semaphore(0);

  @Override
  public void pause(long nanos) throws InterruptedException {
    long end = System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
    if (nanos > WATCH_NANOS && woken.tryAcquire(nanos - WATCH_NANOS, TimeUnit.NANOSECONDS)) {
      woken.drainPermits();
      return;
    }
    while (System.nanoTime() - end < 0) {
      if (woken.tryAcquire()) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void wake() {
    woken.release();
  }
}
