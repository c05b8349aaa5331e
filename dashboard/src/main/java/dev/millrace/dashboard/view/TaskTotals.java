package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.json.Json;
import org.jspecify.annotations.Nullable;

/** What a partition has seen of a task since the views began. Not thread-safe. */
public final class TaskTotals {

  private long predictions;
  private long labels;
  private long lastAt;
  private String output = "";

  /** Adds a prediction that was appended at a time, milliseconds. */
  void prediction(long at, String type) {
    predictions++;
    if (at >= lastAt) {
      lastAt = at;
      output = type;
    }
  }

  void label() {
    labels++;
  }

  /** Adds all of another. */
  public void addAll(TaskTotals other) {
    predictions += other.predictions;
    labels += other.labels;
    if (other.lastAt >= lastAt && !other.output.isEmpty()) {
      lastAt = other.lastAt;
      output = other.output;
    }
  }

  public long predictions() {
    return predictions;
  }

  public long labels() {
    return labels;
  }

  /** When the newest prediction was appended, milliseconds; null before the first. */
  public @Nullable Long lastAt() {
    return predictions == 0 ? null : lastAt;
  }

  /** Type of the newest prediction's output; null before the first. */
  public @Nullable String output() {
    return output.isEmpty() ? null : output;
  }

  byte[] bytes() {
    return Json.bytes(
        Json.object().put("p", predictions).put("l", labels).put("at", lastAt).put("out", output));
  }

  public static TaskTotals of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    TaskTotals totals = new TaskTotals();
    totals.predictions = node.path("p").asLong();
    totals.labels = node.path("l").asLong();
    totals.lastAt = node.path("at").asLong();
    totals.output = node.path("out").asText();
    return totals;
  }
}
