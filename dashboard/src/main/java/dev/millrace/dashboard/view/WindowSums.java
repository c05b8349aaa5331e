package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** How much came in a window of time, how late, and of which classes. Not thread-safe. */
public final class WindowSums {

  /** Further ones are counted as {@link #OTHER}: a text that was read may be anything. */
  private static final int MOST_CLASSES = 64;

  private static final int LONGEST_CLASS = 200;
  static final String OTHER = "…";

  private final Histogram millis;
  private final Map<String, Long> classes;
  private long count;

  private WindowSums(long count, Histogram millis, Map<String, Long> classes) {
    this.count = count;
    this.millis = millis;
    this.classes = classes;
  }

  public WindowSums() {
    this(0, new Histogram(), new TreeMap<>());
  }

  /**
   * Adds one.
   *
   * @param late how late it is, milliseconds
   * @param of the classes that were found in it
   */
  void add(double late, Collection<String> of) {
    count++;
    millis.add(late);
    of.forEach(name -> addClass(name, 1));
  }

  private void addClass(String name, long times) {
    String cut = name.length() <= LONGEST_CLASS ? name : Json.cut(name, LONGEST_CLASS) + OTHER;
    boolean room = classes.size() < MOST_CLASSES || classes.containsKey(cut);
    classes.merge(room ? cut : OTHER, times, Long::sum);
  }

  /** Adds all of another. */
  public void addAll(WindowSums other) {
    count += other.count;
    millis.addAll(other.millis);
    other.classes.forEach(this::addClass);
  }

  public long count() {
    return count;
  }

  public Histogram millis() {
    return millis;
  }

  /** Counts by class. */
  public Map<String, Long> classes() {
    return classes;
  }

  byte[] bytes() {
    ObjectNode node = Json.object().put("n", count);
    node.set("h", millis.json());
    if (!classes.isEmpty()) {
      node.set("c", Json.numbers(classes));
    }
    return Json.bytes(node);
  }

  public static WindowSums of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    return new WindowSums(
        node.path("n").asLong(),
        Histogram.of(node.path("h")),
        new TreeMap<>(Json.counts(node.path("c"))));
  }
}
