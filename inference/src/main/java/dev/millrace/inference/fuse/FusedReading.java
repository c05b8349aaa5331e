package dev.millrace.inference.fuse;

/**
 * What fusion keeps of a sensor reading.
 *
 * @param feed its feed
 * @param source its source
 * @param time event time, microseconds
 * @param eventId tells which of two readings of one time counts
 * @param values the feed's fused channels in the order of {@link FusedFeed}; NaN where it has none
 */
// Flink serialises records of plain fields itself; arrays are compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record FusedReading(
    String feed, String source, long time, String eventId, double[] values) {}
