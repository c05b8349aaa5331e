package dev.millrace.ingest.recording.block;

import java.util.Arrays;
import java.util.Comparator;

/** Log times and places of the messages of a block; added in the order of the file. */
public final class MessageOrder {

  private static final int FIRST = 256;

  private long[] times = new long[FIRST];
  private int[] places = new int[FIRST];
  private int size;
  private boolean sorted = true;

  /** Adds a message. */
  public void add(long logTime, int place) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      places = Arrays.copyOf(places, 2 * size);
    }
    sorted &= size == 0 || times[size - 1] <= logTime;
    times[size] = logTime;
    places[size++] = place;
  }

  /** Puts them by log time; those of one time stay in the order of the file. */
  public MessageOrder sort() {
    if (sorted) {
      return this;
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> times[i]));
    long[] newTimes = new long[size];
    int[] newPlaces = new int[size];
    for (int i = 0; i < size; i++) {
      newTimes[i] = times[order[i]];
      newPlaces[i] = places[order[i]];
    }
    times = newTimes;
    places = newPlaces;
    sorted = true;
    return this;
  }

  public int size() {
    return size;
  }

  /** Log time of a message, nanoseconds since 1970-01-01T00:00:00Z. */
  public long time(int i) {
    return times[i];
  }

  /** Where a message begins in the block's data. */
  public int place(int i) {
    return places[i];
  }
}
