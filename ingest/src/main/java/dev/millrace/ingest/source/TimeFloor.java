package dev.millrace.ingest.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the earliest time among the entries still to come is. A recording whose time column isn't
 * sorted can only promise this after it has been read through once.
 *
 * <p>Holds 8 bytes for 64 entries.
 */
final class TimeFloor {

  private static final int BLOCK = 64;

  private final List<Long> blocks = new ArrayList<>();
  private long entries;
  private long latest = Long.MIN_VALUE;
  private boolean sorted = true;

  private TimeFloor() {}

  /** Reads all usable entries, whose times come from a column. */
  static TimeFloor of(EntryReader reader) throws IOException {
    TimeFloor floor = new TimeFloor();
    for (Optional<Entry> e = reader.next(); e.isPresent(); e = reader.next()) {
      if (e.get() instanceof Entry.Usable usable && usable.eventTime() != null) {
        floor.add(usable.eventTime());
      }
    }
    floor.finish();
    return floor;
  }

  private void add(long time) {
    sorted &= time >= latest;
    latest = Math.max(latest, time);
    if (entries % BLOCK == 0) {
      blocks.add(time);
    } else {
      int last = blocks.size() - 1;
      blocks.set(last, Math.min(blocks.get(last), time));
    }
    entries++;
  }

  private void finish() {
    for (int i = blocks.size() - 2; i >= 0; i--) {
      blocks.set(i, Math.min(blocks.get(i), blocks.get(i + 1)));
    }
  }

  /**
   * A time that no entry from this one on is before.
   *
   * @param entry position among the usable entries
   * @param played time of the last entry before it, {@link Long#MIN_VALUE} where there is none
   */
  long from(long entry, long played) {
    int block = (int) (entry / BLOCK);
    long floor = block < blocks.size() ? blocks.get(block) : latest;
    return sorted ? Math.max(floor, played) : floor;
  }

  boolean sorted() {
    return sorted;
  }
}
