package dev.millrace.ingest.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How many events a second each token and each source may send. Thread-safe. */
final class Rates {

  /** Buckets that are kept; a source that was silent for longest starts with a full one again. */
  private static final int MOST_BUCKETS = 10_000;

  private final RateLimits limits;
  private final LongSupplier nanos;
  private final Map<String, TokenBucket> byToken = buckets();
  private final Map<String, TokenBucket> bySource = buckets();

  Rates(RateLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  private static Map<String, TokenBucket> buckets() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
        return size() > MOST_BUCKETS;
      }
    };
  }

  /**
   * Takes a request's events from the rate of its token.
   *
   * @param caller whose token it is
   * @return 0 if they may pass, else the nanoseconds until they may
   */
  synchronized long ofToken(String caller, int events) {
    return take(byToken, caller, events, limits.perToken());
  }

  /** What becomes of an event by the rate of its source; null where it may pass. */
  synchronized @Nullable Refusal ofSource(String feed, String source) {
    long wait = take(bySource, feed + "/" + source, 1, limits.perSource());
    return wait == 0
        ? null
        : Refusal.tooMuch(
            "the source sends more than " + limits.perSource() + " events a second",
            "sourceId",
            source,
            seconds(wait));
  }

  private long take(Map<String, TokenBucket> buckets, String key, int count, double perSecond) {
    if (perSecond == RateLimits.ANY) {
      return 0;
    }
    long now = nanos.getAsLong();
    return buckets.computeIfAbsent(key, k -> new TokenBucket(perSecond, now)).take(count, now);
  }

  /** Whole seconds, as {@code Retry-After} wants them. */
  static long seconds(long nanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
  }
}
