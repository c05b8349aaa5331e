package dev.millrace.schemas;

import dev.millrace.schemas.avro.Marker;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far one reader has come by the {@link Marker}s it has seen of one origin: a marker is passed
 * when every part of the origin has reached it.
 *
 * <p>Not thread-safe.
 */
public final class MarkerTracker implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Event time of an origin that has ended: nothing follows. */
  public static final long END = Long.MAX_VALUE;

  /** Event time before every part has been heard of. */
  public static final long NOTHING = Long.MIN_VALUE;

  private final String origin;
  private final Map<Integer, Long> reached = new HashMap<>();
  private final Map<Integer, Map<String, Long>> counters = new HashMap<>();
  private int parts = -1;

  public MarkerTracker(String origin) {
    this.origin = origin;
  }

  /**
   * Takes note of a marker; markers of other origins are passed over.
   *
   * @return whether it was of this origin
   */
  public boolean accept(Marker marker) {
    if (!origin.equals(marker.getOrigin())) {
      return false;
    }
    if (marker.getParts() != parts) {
      // The origin was restarted with another parallelism: its old parts say nothing any more.
      reached.clear();
      counters.clear();
      parts = marker.getParts();
    }
    long time = marker.getEnd() ? END : marker.getEventTime();
    reached.merge(marker.getPart(), time, Math::max);
    counters.put(marker.getPart(), new TreeMap<>(marker.getCounters()));
    return true;
  }

  /**
   * The event time, in microseconds, before which nothing follows: the smallest over all parts,
   * {@link #NOTHING} while a part is missing, {@link #END} once all have ended.
   */
  public long reached() {
    if (parts < 0 || reached.size() < parts) {
      return NOTHING;
    }
    return reached.values().stream().mapToLong(Long::longValue).min().orElse(NOTHING);
  }

  public boolean ended() {
    return reached() == END;
  }

  /** The origin's counters as last told, summed over its parts. */
  public Map<String, Long> counters() {
    Map<String, Long> sum = new TreeMap<>();
    for (Map<String, Long> part : counters.values()) {
      part.forEach((name, count) -> sum.merge(name, count, Long::sum));
    }
    return sum;
  }
}
