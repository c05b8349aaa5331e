package dev.millrace.stream;

import dev.millrace.schemas.MarkerTracker;

/**
 * Markers speak of microseconds and of "no event before"; Flink's watermarks of milliseconds and of
 * "no event up to and including". This is the one place that translates.
 */
public final class MarkerTime {

  /** Watermark of a stream that has ended. */
  public static final long END_WATERMARK = Long.MAX_VALUE;

  private MarkerTime() {}

  /** Flink timestamp of an event, milliseconds, rounded down. */
  public static long timestamp(long eventTimeMicros) {
    return Math.floorDiv(eventTimeMicros, 1000L);
  }

  /** The watermark that a marker's event time allows. */
  public static long watermark(long markerMicros) {
    if (markerMicros == MarkerTracker.END) {
      return END_WATERMARK;
    }
    return markerMicros == MarkerTracker.NOTHING ? Long.MIN_VALUE : timestamp(markerMicros) - 1;
  }

  /** The marker event time that a watermark allows. */
  public static long marker(long watermarkMillis) {
    if (watermarkMillis == END_WATERMARK) {
      return MarkerTracker.END;
    }
    // Below this the product would overflow; no recording is 292,000 years old.
    return watermarkMillis <= Long.MIN_VALUE / 1000
        ? MarkerTracker.NOTHING
        : (watermarkMillis + 1) * 1000L;
  }
}
