package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a partition has seen of a source. Not thread-safe. */
public final class SourceSums {

  private static final int MOST_NAMES = 16;

  /** A rate forgets with this time constant, milliseconds. */
  private static final double RATE_MILLIS = 5_000;

  private final Map<String, Long> feeds = new TreeMap<>();
  private final Set<String> tasks = new TreeSet<>();
  private long events;
  private double rate;
  private long lastSeen;
  private double eventTime;
  private @Nullable Position position;

  /**
   * Adds an event.
   *
   * @param at when it was appended, milliseconds
   * @param time its own time, milliseconds
   * @param where null where the event does not tell
   */
  void event(String feed, long at, double time, @Nullable Position where) {
    events++;
    rate = rateAt(at) + 1_000 / RATE_MILLIS;
    lastSeen = Math.max(lastSeen, at);
    eventTime = time;
    if (feeds.size() < MOST_NAMES || feeds.containsKey(feed)) {
      feeds.merge(feed, 1L, Long::sum);
    }
    if (where != null) {
      position = where;
    }
  }

  /** Adds a task that has answered; whether that is news. */
  boolean task(String task) {
    return tasks.size() < MOST_NAMES && tasks.add(task);
  }

  /** Adds all of another. */
  public void addAll(SourceSums other) {
    long now = Math.max(lastSeen, other.lastSeen);
    rate = rateAt(now) + other.rateAt(now);
    if (other.lastSeen > lastSeen) {
      eventTime = other.eventTime;
      position = other.position == null ? position : other.position;
    } else if (position == null) {
      position = other.position;
    }
    lastSeen = now;
    events += other.events;
    other.feeds.forEach((feed, count) -> feeds.merge(feed, count, Long::sum));
    tasks.addAll(other.tasks);
  }

  /** Events a second about then, milliseconds. */
  public double rateAt(long now) {
    return events == 0 ? 0 : rate * Math.exp(-Math.max(0, now - lastSeen) / RATE_MILLIS);
  }

  public long events() {
    return events;
  }

  /** When the newest event was appended, milliseconds. */
  public long lastSeen() {
    return lastSeen;
  }

  /** The newest event's own time, milliseconds. */
  public double eventTime() {
    return eventTime;
  }

  /** Events by feed. */
  public Map<String, Long> feeds() {
    return feeds;
  }

  public Set<String> tasks() {
    return tasks;
  }

  /** Where it was last; null where its events never told. */
  public @Nullable Position position() {
    return position;
  }

  byte[] bytes() {
    ObjectNode node = Json.object().put("n", events).put("r", rate).put("at", lastSeen);
    node.put("t", eventTime);
    node.set("f", Json.numbers(feeds));
    tasks.forEach(node.putArray("k")::add);
    Position where = position;
    if (where != null) {
      node.putArray("p").add(where.x()).add(where.y()).add(Json.number(where.heading()));
      node.put("u", where.unit());
    }
    return Json.bytes(node);
  }

  public static SourceSums of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    SourceSums sums = new SourceSums();
    sums.events = node.path("n").asLong();
    sums.rate = node.path("r").asDouble();
    sums.lastSeen = node.path("at").asLong();
    sums.eventTime = node.path("t").asDouble();
    sums.feeds.putAll(Json.counts(node.path("f")));
    node.path("k").forEach(name -> sums.tasks.add(name.asText()));
    JsonNode where = node.path("p");
    if (where.size() == 3) {
      sums.position =
          new Position(
              where.get(0).asDouble(),
              where.get(1).asDouble(),
              where.get(2).isNumber() ? where.get(2).asDouble() : Double.NaN,
              node.path("u").asText());
    }
    return sums;
  }
}
