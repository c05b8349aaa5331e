package dev.millrace.ingest.recording.folder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times of messages that have none of their own: counted, so that every replay has the same.
 *
 * @param perSecond messages of a topic in a second
 * @param start time of the first
 */
public record FrameRate(double perSecond, Instant start) {

  /** The start of 2000: plainly artificial, and the same always. */
  public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  private static final double NANOS = 1e9;

  /** Checks the rate. */
  public FrameRate {
    if (!(perSecond > 0 && perSecond <= NANOS)) {
      throw new IllegalArgumentException(
          "the rate must be above 0 and at most a thousand million a second, not " + perSecond);
    }
  }

  /** From the start of 2000. */
  public FrameRate(double perSecond) {
    this(perSecond, START);
  }

  /** Time of the message at this place, nanoseconds since 1970-01-01T00:00:00Z. */
  long time(long place) {
    // By multiplication and not step by step: 30 a second must not drift.
    return ChronoUnit.NANOS.between(Instant.EPOCH, start) + Math.round(place * (NANOS / perSecond));
  }
}
