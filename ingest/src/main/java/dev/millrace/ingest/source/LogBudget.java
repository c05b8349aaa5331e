package dev.millrace.ingest.source;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How many log lines may still be taken: a bucket that fills by 20 a second. DEBUG lines leave a
 * quarter of it alone, since they come in floods and would crowd out the rare WARN.
 *
 * <p>Thread-safe.
 */
final class LogBudget {

  static final int LINES_PER_SECOND = 20;
  private static final double RESERVED = LINES_PER_SECOND / 4.0;

  private final InstantSource clock;
  private Instant filled;
  private double left = LINES_PER_SECOND;

  LogBudget(InstantSource clock) {
    this.clock = clock;
    this.filled = clock.instant();
  }

  /** What a line may leave in the bucket. */
  enum Share {
    /** Must leave the reserve. */
    FLOOD(RESERVED),
    /** May take all. */
    RARE(0);

    private final double leaves;

    Share(double leaves) {
      this.leaves = leaves;
    }
  }

  /** Whether a line could be taken now. */
  synchronized boolean allows(Share share) {
    fill();
    return left - 1 >= share.leaves;
  }

  /** Takes a line if that is allowed. */
  synchronized boolean take(Share share) {
    boolean allowed = allows(share);
    left -= allowed ? 1 : 0;
    return allowed;
  }

  private void fill() {
    Instant now = clock.instant();
    double seconds = Duration.between(filled, now).toNanos() / 1e9;
    if (seconds > 0) {
      left = Math.min(LINES_PER_SECOND, left + seconds * LINES_PER_SECOND);
    }
    filled = now;
  }
}
