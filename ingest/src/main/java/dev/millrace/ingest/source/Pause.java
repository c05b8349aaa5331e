package dev.millrace.ingest.source;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a live source waits for its next moment; a test lets its clock jump instead. */
interface Pause {

  /** Waits so long, or shorter if the source is stopped; says whether it is. */
  boolean stoppedAfter(Duration duration) throws InterruptedException;

  /** Waits by the real clock. */
  static Pause until(CountDownLatch stopped) {
    return duration -> stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS);
  }
}
