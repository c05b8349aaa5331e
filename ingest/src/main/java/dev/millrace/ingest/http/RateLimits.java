package dev.millrace.ingest.http;

/**
 * Events a second, with bursts of a second's worth.
 *
 * @param perToken of each token
 * @param perSource of each source of each feed
 */
public record RateLimits(double perToken, double perSource) {

  static final double ANY = Double.POSITIVE_INFINITY;

  /** No limits: what is under way holds senders back anyway. */
  public static final RateLimits NONE = new RateLimits(ANY, ANY);

  /** Checks that something may pass. */
  public RateLimits {
    if (!(perToken > 0) || !(perSource > 0)) {
      throw new IllegalArgumentException(
          "rates must be above 0 events a second, not " + perToken + " and " + perSource);
    }
  }
}
