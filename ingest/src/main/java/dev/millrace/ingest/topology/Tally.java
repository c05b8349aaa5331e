package dev.millrace.ingest.topology;

import java.util.Locale;

/**
 * Whose count a record enters: markers of that origin report it.
 *
 * @param side events or labels
 * @param origin origin of the markers, {@code feed/<name>}; empty for a label that names no known
 *     task or feed, which no marker reports
 */
public record Tally(Side side, String origin) {

  /** Origin of labels that belong to no feed that is known. */
  public static final String NOBODY = "";

  /** Events and labels of one feed run through different topics and are counted apart. */
  public enum Side {
    EVENTS,
    LABELS
  }

  /** Key of one counter in the store. */
  String key(Counter counter) {
    return side + "|" + origin + "|" + counter;
  }

  /** What can happen to a record; {@code IN = OUT + DUPLICATES + DEAD_LETTERS}. */
  public enum Counter {
    IN,
    OUT,
    DUPLICATES,
    DEAD_LETTERS;

    /** Name within a marker: {@code events_in}, {@code labels_out}, {@code duplicates}, …. */
    public String named(Side side) {
      String name = name().toLowerCase(Locale.ROOT);
      return this == IN || this == OUT ? side.name().toLowerCase(Locale.ROOT) + "_" + name : name;
    }
  }
}
