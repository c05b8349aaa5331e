package dev.millrace.dashboard.view;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.WindowStore;

/** Adds to the windows of a store; the open window of each task stays decoded. */
final class TaskWindows {

  private final WindowStore<String, byte[]> store;
  private final long millis;
  private final Map<String, Open> open = new HashMap<>();

  private record Open(long start, WindowSums sums) {}

  TaskWindows(WindowStore<String, byte[]> store, long millis) {
    this.store = store;
    this.millis = millis;
  }

  /**
   * Adds one.
   *
   * @param at when it was appended, milliseconds
   * @param late how late it is, milliseconds
   */
  void add(String task, long at, double late, Collection<String> classes) {
    long start = at - at % millis;
    Open window = open.get(task);
    if (window == null || window.start != start) {
      byte[] kept = store.fetch(task, start);
      window = new Open(start, kept == null ? new WindowSums() : WindowSums.of(kept));
      open.put(task, window);
    }
    window.sums.add(late, classes);
    store.put(task, window.sums.bytes(), start);
  }
}
