package dev.millrace.dashboard.view;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;

/**
 * The state stores. Keys are texts, values JSON. What is small and bounded lies in memory and is
 * restored from its changelog; what grows with sources and events lies in RocksDB.
 */
public final class Stores {

  /** Sums of predictions in windows of {@link #FINE_MILLIS}, by task. */
  public static final String FINE = "predictions-fine";

  /** The same in windows of {@link #COARSE_MILLIS}. */
  public static final String COARSE = "predictions-coarse";

  /** {@link TaskTotals} by task. */
  public static final String TOTALS = "task-totals";

  /** {@link SourceSums} by source. */
  public static final String SOURCES = "sources";

  /** {@link Track} by source. */
  public static final String TRACKS = "tracks";

  /** {@link LetterGroup} by id. */
  public static final String LETTERS = "letters";

  /** Predictions that wait for their label, and the other way about. */
  public static final String WAITING = "waiting";

  /** {@link SourceScore} by task and source. */
  public static final String ACCURACY = "accuracy";

  /** How long labels take, in windows of {@link #COARSE_MILLIS}, by task. */
  public static final String DELAYS = "label-delays";

  /** Versions without weights, by task and number. */
  public static final String VERSIONS = "versions";

  /** Aliases by task and offset. */
  public static final String ALIASES = "aliases";

  /** Metrics, gates and drifts by task, kind and offset. */
  public static final String LEARNING = "learning";

  /** Whether training is paused, by task. */
  public static final String CONTROLS = "controls";

  /** What persons did, by offset. */
  public static final String AUDIT = "audit";

  /** {@link LatestMetric} by task and kind. */
  public static final String LATEST = "latest-metrics";

  /** Those that are asked, which is all but {@link #WAITING}. */
  public static final List<String> ALL =
      List.of(
          FINE, COARSE, TOTALS, SOURCES, TRACKS, LETTERS, ACCURACY, DELAYS, VERSIONS, ALIASES,
          LEARNING, LATEST, CONTROLS, AUDIT);

  public static final long FINE_MILLIS = 2_000;
  public static final long COARSE_MILLIS = 30_000;

  /** Fine windows are kept so long. */
  public static final Duration FINE_KEPT = Duration.ofMinutes(20);

  /** Coarse windows are kept so long, and a new installation reads so far back. */
  public static final Duration COARSE_KEPT = Duration.ofHours(6);

  /** A prediction waits so long for its label, and a label for its prediction. */
  public static final Duration WAITING_KEPT = Duration.ofHours(1);

  /** Between the parts of a key. */
  public static final char SEPARATOR = '\0';

  private Stores() {}

  /** Whether a store is one of windows of time. */
  public static boolean windowed(String store) {
    return List.of(FINE, COARSE, DELAYS).contains(store);
  }

  /** A key of several parts; numbers stand in order with {@link #number}. */
  public static String key(String... parts) {
    return String.join(String.valueOf(SEPARATOR), parts);
  }

  /** The first and the last key that begin with these parts. */
  public static String[] range(String... parts) {
    String prefix = key(parts);
    return new String[] {prefix + SEPARATOR, prefix + (char) (SEPARATOR + 1)};
  }

  /** A number so that texts are ordered as numbers are. */
  static String number(long value) {
    return String.format("%019d", value);
  }

  static StoreBuilder<?> memory(String name) {
    return keyed(org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name));
  }

  static StoreBuilder<?> disk(String name) {
    return keyed(org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name));
  }

  /** With a cache, so that the changelog gets one record a commit and not one an event. */
  private static StoreBuilder<?> keyed(KeyValueBytesStoreSupplier supplier) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            supplier, Serdes.String(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  static StoreBuilder<?> windows(String name, long millis, Duration kept) {
    return windowed(
            org.apache.kafka.streams.state.Stores.inMemoryWindowStore(
                name, kept, Duration.ofMillis(millis), false))
        .withCachingEnabled();
  }

  /** A key is put once and read once, so a cache would only delay it. */
  static StoreBuilder<?> waiting() {
    return windowed(
        org.apache.kafka.streams.state.Stores.persistentWindowStore(
            WAITING, WAITING_KEPT, Duration.ofMillis(1), false));
  }

  private static StoreBuilder<?> windowed(WindowBytesStoreSupplier supplier) {
    return org.apache.kafka.streams.state.Stores.windowStoreBuilder(
        supplier, Serdes.String(), Serdes.ByteArray());
  }
}
