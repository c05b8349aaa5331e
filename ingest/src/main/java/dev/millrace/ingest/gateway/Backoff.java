package dev.millrace.ingest.gateway;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait before the next attempt to connect: doubles up to a limit, and each wait is
 * somewhere in its upper half, so that many clients of a broker that comes back don't come at once.
 *
 * <p>For one thread.
 */
final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** 2^6 × 500 ms is above the limit. */
  private static final int MOST_DOUBLINGS = 6;

  private final SplittableRandom spread;

  /**
   * Waits of one client.
   *
   * @param client spreads the clients; the same one waits alike each time
   */
  Backoff(String client) {
    this.spread = new SplittableRandom(client.hashCode());
  }

  /** The wait before an attempt, counted from 0. */
  Duration before(int attempt) {
    long doubled = FIRST.toMillis() << Math.min(Math.max(attempt, 0), MOST_DOUBLINGS);
    long most = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis(spread.nextLong(most / 2, most + 1));
  }
}
