package dev.millrace.ingest.source;

import java.util.Map;
import java.util.Optional;

/**
 * Gives the items of one feed, one after the other, in bounded memory.
 *
 * <p>After each item the two floors say what can still follow; markers are made of them, so they
 * are promises and never estimates. Used by one thread, except {@link #stop()}.
 */
public interface EventSource extends AutoCloseable {

  /** The next item; empty at the end, and from then on. May wait up to a second. */
  Optional<SourceItem> next() throws InterruptedException;

  /**
   * No event that still follows is earlier than this, microseconds since 1970-01-01T00:00:00Z. It
   * never falls.
   */
  long eventFloor();

  /**
   * No label that still follows has an earlier label time than this, microseconds since
   * 1970-01-01T00:00:00Z. It never falls.
   */
  long labelFloor();

  /** Counts that are no items, for example log lines above the rate; empty for most sources. */
  default Map<String, Long> counters() {
    return Map.of();
  }

  /** Lets the source end soon: labels that are due are still given. Callable from any thread. */
  void stop();

  @Override
  void close();
}
