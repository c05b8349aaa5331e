package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Dead letters of one stage, error and kind of reason. Not thread-safe. */
public final class LetterGroup {

  private static final int MOST_NEWEST = 20;
  private static final int MOST_NAMES = 64;

  private final String stage;
  private final String error;
  private final String reason;
  private final Map<String, Long> feeds = new TreeMap<>();
  private final Map<String, Long> tasks = new TreeMap<>();
  private final List<JsonNode> newest = new ArrayList<>();
  private long count;
  private double firstAt = Double.POSITIVE_INFINITY;
  private double lastAt = Double.NEGATIVE_INFINITY;

  LetterGroup(String stage, String error, String reason) {
    this.stage = stage;
    this.error = error;
    this.reason = reason;
  }

  /**
   * Adds a letter.
   *
   * @param shown has its {@code at}, milliseconds
   * @param feed empty where it is not known
   * @param task empty where no single task refused it
   */
  void add(ObjectNode shown, String feed, String task) {
    count++;
    double at = shown.path("at").asDouble();
    firstAt = Math.min(firstAt, at);
    lastAt = Math.max(lastAt, at);
    if (!task.isEmpty() && tasks.size() < MOST_NAMES) {
      tasks.merge(task, 1L, Long::sum);
    } else if (!feed.isEmpty() && feeds.size() < MOST_NAMES) {
      feeds.merge(feed, 1L, Long::sum);
    }
    newest.add(0, shown);
    cut();
  }

  private void cut() {
    newest.sort(Comparator.comparingDouble((JsonNode one) -> one.path("at").asDouble()).reversed());
    while (newest.size() > MOST_NEWEST) {
      newest.remove(newest.size() - 1);
    }
  }

  /** Adds all of another of the same kind. */
  public void addAll(LetterGroup other) {
    count += other.count;
    firstAt = Math.min(firstAt, other.firstAt);
    lastAt = Math.max(lastAt, other.lastAt);
    other.feeds.forEach((name, times) -> feeds.merge(name, times, Long::sum));
    other.tasks.forEach((name, times) -> tasks.merge(name, times, Long::sum));
    newest.addAll(other.newest);
    cut();
  }

  public long count() {
    return count;
  }

  public double lastAt() {
    return lastAt;
  }

  /** Letters by the task that refused them. */
  public Map<String, Long> tasks() {
    return tasks;
  }

  /** Letters that no single task refused, by feed. */
  public Map<String, Long> feeds() {
    return feeds;
  }

  /** As the API shows it. */
  public ObjectNode json(String id) {
    ObjectNode node = Json.object().put("id", id).put("stage", stage).put("error", error);
    node.put("reason", reason).put("count", count).put("firstAt", firstAt).put("lastAt", lastAt);
    feeds.keySet().forEach(node.putArray("feeds")::add);
    tasks.keySet().forEach(node.putArray("tasks")::add);
    node.putArray("newest").addAll(newest);
    return node;
  }

  byte[] bytes() {
    ObjectNode node = json("");
    node.set("feeds", Json.numbers(feeds));
    node.set("tasks", Json.numbers(tasks));
    return Json.bytes(node);
  }

  public static LetterGroup of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    LetterGroup group =
        new LetterGroup(
            node.path("stage").asText(), node.path("error").asText(), node.path("reason").asText());
    group.count = node.path("count").asLong();
    group.firstAt = node.path("firstAt").asDouble();
    group.lastAt = node.path("lastAt").asDouble();
    group.feeds.putAll(Json.counts(node.path("feeds")));
    group.tasks.putAll(Json.counts(node.path("tasks")));
    node.path("newest").forEach(group.newest::add);
    return group;
  }
}
