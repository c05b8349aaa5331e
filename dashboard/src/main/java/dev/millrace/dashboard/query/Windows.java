package dev.millrace.dashboard.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.json.Outputs;
import dev.millrace.dashboard.view.Histogram;
import dev.millrace.dashboard.view.WindowSums;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows of a task brought to a step of time. Not thread-safe. */
final class Windows {

  static final int MOST_CLASSES = 20;

  private final long stepMillis;
  private final TreeMap<Long, WindowSums> sums = new TreeMap<>();

  Windows(long stepMillis) {
    this.stepMillis = stepMillis;
  }

  static Windows of(long stepMillis, List<Entry> entries) {
    Windows windows = new Windows(stepMillis);
    entries.forEach(windows::add);
    return windows;
  }

  void add(Entry entry) {
    long start = entry.time() - entry.time() % stepMillis;
    sums.computeIfAbsent(start, at -> new WindowSums()).addAll(WindowSums.of(entry.value()));
  }

  /** All from a time on, milliseconds, in one. */
  WindowSums since(long from) {
    WindowSums all = new WindowSums();
    sums.tailMap(from, true).values().forEach(all::addAll);
    return all;
  }

  /** The window that begins then; empty where nothing came. */
  WindowSums at(long start) {
    return sums.getOrDefault(start, new WindowSums());
  }

  /** Points with count, latency and classes. */
  ArrayNode points() {
    ArrayNode points = Json.array();
    sums.forEach(
        (start, window) -> {
          ObjectNode point = points.addObject().put("t", start).put("count", window.count());
          percentiles(point, window.millis());
          point.set("classes", classes(window));
        });
    return points;
  }

  /** Points with count and time alone. */
  ArrayNode delays() {
    ArrayNode points = Json.array();
    sums.forEach(
        (start, window) -> {
          ObjectNode point = points.addObject().put("t", start).put("count", window.count());
          percentiles(point, window.millis());
        });
    return points;
  }

  private static void percentiles(ObjectNode point, Histogram millis) {
    point.set("p50Ms", Json.number(millis.percentile(0.5)));
    point.set("p99Ms", Json.number(millis.percentile(0.99)));
  }

  /** The most frequent classes with their counts. */
  static ObjectNode classes(WindowSums window) {
    Map<String, Long> counts = window.classes();
    ObjectNode node = Json.object();
    Outputs.top(counts, MOST_CLASSES).forEach(name -> node.put(name, counts.get(name)));
    return node;
  }
}
