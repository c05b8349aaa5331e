package dev.millrace.dashboard.query;

import dev.millrace.dashboard.view.Stores;
import org.jspecify.annotations.Nullable;

/**
 * A part of a store.
 *
 * @param store its name
 * @param from first key; null begins with the first of all. In a store of windows, the only key
 * @param to last key, null ends with the last of all; means nothing in a store of windows
 * @param fromTime first start of a window, milliseconds
 * @param toTime last start of a window
 */
public record Slice(
    String store, @Nullable String from, @Nullable String to, long fromTime, long toTime) {

  /** All of a store. */
  public static Slice all(String store) {
    return new Slice(store, null, null, 0, 0);
  }

  /** The entries whose keys begin with these parts. */
  public static Slice under(String store, String... parts) {
    String[] range = Stores.range(parts);
    return new Slice(store, range[0], range[1], 0, 0);
  }

  /** Windows of a task, or with null of all tasks. */
  public static Slice windows(String store, @Nullable String task, long from, long to) {
    return new Slice(store, task, null, Math.max(0, from), Math.max(0, to));
  }
}
