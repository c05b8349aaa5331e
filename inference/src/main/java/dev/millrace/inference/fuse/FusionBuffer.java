package dev.millrace.inference.fuse;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The readings of all fused feeds and sources, from a floor of event time on, never more than a
 * given number. Not thread-safe.
 */
final class FusionBuffer {

  private record Source(String feed, String id) {}

  private final Map<Source, Readings> bySource = new HashMap<>();
  private final int most;
  private long floor = FusionTime.NOTHING;
  private int size;

  /**
   * @param most most readings
   */
  FusionBuffer(int most) {
    this.most = most;
  }

  /**
   * Takes a reading; one below the floor is needed by nobody.
   *
   * @return how many readings were forgotten early for it
   */
  int add(FusedReading reading) {
    return add(reading, reading.source());
  }

  /** The same under another source than its own. */
  int add(FusedReading reading, String as) {
    if (reading.time() < floor) {
      return 0;
    }
    Source source = new Source(reading.feed(), as);
    size += bySource.computeIfAbsent(source, key -> new Readings()).add(reading);
    int before = size;
    while (size > most) {
      forgetBefore(quarter());
    }
    return before - size;
  }

  /** The end of the oldest quarter of the time that is held. */
  private long quarter() {
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    for (Readings readings : bySource.values()) {
      oldest = Math.min(oldest, readings.oldest());
      newest = Math.max(newest, readings.newest());
    }
    return oldest + Math.max(1, (newest - oldest) / 4);
  }

  /** The readings of a source; null where there are none. */
  @Nullable Readings of(String feed, String source) {
    return bySource.get(new Source(feed, source));
  }

  /** Raises the floor: no event needs what lies before it. */
  void forgetBefore(long time) {
    if (time <= floor) {
      return;
    }
    floor = time;
    for (Iterator<Readings> each = bySource.values().iterator(); each.hasNext(); ) {
      Readings readings = each.next();
      size -= readings.dropBefore(time);
      if (readings.isEmpty()) {
        each.remove();
      }
    }
  }

  /** Nothing before this is held any more, microseconds. */
  long floor() {
    return floor;
  }

  int size() {
    return size;
  }

  /** All readings that are held, in no order; each once. */
  List<FusedReading> all() {
    Set<FusedReading> all = Collections.newSetFromMap(new IdentityHashMap<>());
    bySource.values().forEach(readings -> all.addAll(readings.all()));
    return List.copyOf(all);
  }
}
