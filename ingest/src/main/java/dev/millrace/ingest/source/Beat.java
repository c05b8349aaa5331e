package dev.millrace.ingest.source;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The even beat of a live source. Beats that a busy host misses are not made up for, only counted.
 */
final class Beat {

  private final Duration period;
  private final InstantSource clock;
  private final Pause pause;
  private final CountDownLatch stopped;
  private final AtomicLong missed = new AtomicLong();
  private Instant due;

  Beat(Duration period, InstantSource clock, Pause pause, CountDownLatch stopped) {
    this.period = period;
    this.clock = clock;
    this.pause = pause;
    this.stopped = stopped;
    this.due = clock.instant().plus(period);
  }

  /** Beats by the real clock. */
  static Beat every(Duration period, InstantSource clock) {
    CountDownLatch stopped = new CountDownLatch(1);
    return new Beat(period, clock, Pause.until(stopped), stopped);
  }

  /** Waits for the next beat; false once there is none any more. */
  boolean next() throws InterruptedException {
    Duration wait = Duration.between(clock.instant(), due);
    // A clock that was set back must not stop the beat.
    Duration bounded = wait.compareTo(period) > 0 ? period : wait;
    if (pause.stoppedAfter(bounded.isNegative() ? Duration.ZERO : bounded)) {
      return false;
    }
    plan(clock.instant());
    return true;
  }

  private void plan(Instant now) {
    due = due.plus(period);
    if (!due.isAfter(now)) {
      long behind = Duration.between(due, now).dividedBy(period) + 1;
      missed.addAndGet(behind);
      due = due.plus(period.multipliedBy(behind));
    }
  }

  long missed() {
    return missed.get();
  }

  void stop() {
    stopped.countDown();
  }
}
