package dev.millrace.trainer.release;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which published versions are still on the compacted topic: version 0, the champion and the newest
 * ones; the others get a tombstone.
 *
 * <p>Not thread-safe.
 */
public final class VersionShelf {

  /** How many of the newest versions are kept. */
  public static final int KEEP = 100;

  private final TreeSet<Long> kept = new TreeSet<>();

  /**
   * A version is published.
   *
   * @param champion version that is kept however old it is
   * @return versions to retire
   */
  public List<Long> add(long version, long champion) {
    if (version > 0) {
      kept.add(version);
    }
    List<Long> retired = new ArrayList<>();
    for (Long old : List.copyOf(kept.headSet(version - KEEP, true))) {
      if (old != champion) {
        kept.remove(old);
        retired.add(old);
      }
    }
    return retired;
  }

  /** Writes all state. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(kept.size());
    for (long version : kept) {
      out.writeLong(version);
    }
  }

  /** Reads what {@link #write} wrote. */
  public void read(DataInputStream in) throws IOException {
    kept.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      kept.add(in.readLong());
    }
  }
}
