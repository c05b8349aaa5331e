package dev.millrace.ingest.http;

/**
 * A rate with bursts of a second's worth. Whoever takes more than is left owes it: a batch larger
 * than a burst passes, and the next waits the longer. Not thread-safe.
 */
final class TokenBucket {

  private static final double NANOS = 1e9;

  private final double perSecond;
  private double left;
  private long at;

  /**
   * @param perSecond rate, above zero
   * @param nanos now
   */
  TokenBucket(double perSecond, long nanos) {
    this.perSecond = perSecond;
    left = Math.max(1, perSecond);
    at = nanos;
  }

  /**
   * Takes so many where nothing is owed.
   *
   * @return 0 if they were taken, else the nanoseconds until anything can be taken
   */
  long take(int count, long nanos) {
    double most = Math.max(1, perSecond);
    left = Math.min(most, left + (nanos - at) / NANOS * perSecond);
    at = nanos;
    // Less than one would let somebody pass who has used up the rate.
    if (left < 1) {
      return Math.max(1, (long) Math.ceil((1 - left) / perSecond * NANOS));
    }
    left -= count;
    return 0;
  }
}
