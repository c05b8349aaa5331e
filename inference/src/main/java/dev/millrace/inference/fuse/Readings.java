package dev.millrace.inference.fuse;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The readings of one source of one feed that are still needed, by time. Not thread-safe. */
final class Readings {

  private final TreeMap<Long, FusedReading> byTime = new TreeMap<>();
  private long newest = Long.MIN_VALUE;

  /**
   * Takes a reading. Of two of one time the one with the greater id counts, whichever came first.
   *
   * @return how many readings are held more than before, 0 or 1
   */
  int add(FusedReading reading) {
    newest = Math.max(newest, reading.time());
    FusedReading other = byTime.get(reading.time());
    if (other == null || other.eventId().compareTo(reading.eventId()) < 0) {
      byTime.put(reading.time(), reading);
    }
    return other == null ? 1 : 0;
  }

  /** Time of the newest reading that ever came. */
  long newest() {
    return newest;
  }

  /** The last reading from {@code earliest} up to {@code time} that has these values. */
  @Nullable FusedReading before(long time, long earliest, int[] places) {
    Map.Entry<Long, FusedReading> entry = byTime.floorEntry(time);
    while (entry != null && entry.getKey() >= earliest) {
      if (has(entry.getValue(), places)) {
        return entry.getValue();
      }
      entry = byTime.lowerEntry(entry.getKey());
    }
    return null;
  }

  /** The first reading from {@code time} up to {@code latest} that has these values. */
  @Nullable FusedReading behind(long time, long latest, int[] places) {
    Map.Entry<Long, FusedReading> entry = byTime.ceilingEntry(time);
    while (entry != null && entry.getKey() <= latest) {
      if (has(entry.getValue(), places)) {
        return entry.getValue();
      }
      entry = byTime.higherEntry(entry.getKey());
    }
    return null;
  }

  private static boolean has(FusedReading reading, int[] places) {
    for (int place : places) {
      if (!Double.isFinite(reading.values()[place])) {
        return false;
      }
    }
    return true;
  }

  /** Forgets what lies before a time; says how many. */
  int dropBefore(long time) {
    int dropped = 0;
    while (!byTime.isEmpty() && byTime.firstKey() < time) {
      byTime.pollFirstEntry();
      dropped++;
    }
    return dropped;
  }

  boolean isEmpty() {
    return byTime.isEmpty();
  }

  /** Time of the oldest reading; there must be one. */
  long oldest() {
    return byTime.firstKey();
  }

  Collection<FusedReading> all() {
    return byTime.values();
  }
}
