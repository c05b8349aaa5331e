package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;

/**
 * The newest metric of a task and the scores of the ones before, so that a card need not read all
 * that a task has learned.
 *
 * @param newest as {@code RecordNodes} shows it
 * @param scores {@code [at, score]} of the newest, oldest first
 */
public record LatestMetric(JsonNode newest, ArrayNode scores) {

  private static final int MOST = 64;

  /** What says best in one number how good a model is; the first that there is. */
  private static final String[] HEADLINES = {"accuracy", "mae", "rmse", "log_loss"};

  static LatestMetric none() {
    return new LatestMetric(Json.object(), Json.array());
  }

  LatestMetric then(ObjectNode metric) {
    ArrayNode recent = scores.deepCopy();
    recent.addArray().add(metric.path("at")).add(Json.number(score(metric.path("metrics"))));
    while (recent.size() > MOST) {
      recent.remove(0);
    }
    return new LatestMetric(metric, recent);
  }

  private static double score(JsonNode metrics) {
    for (String name : HEADLINES) {
      if (metrics.path(name).isNumber()) {
        return metrics.get(name).asDouble();
      }
    }
    return Double.NaN;
  }

  /** The last score before a time, milliseconds; NaN before the first. */
  public double scoreAt(double time) {
    for (int i = scores.size() - 1; i >= 0; i--) {
      JsonNode score = scores.get(i);
      if (score.path(0).asDouble() <= time) {
        return score.path(1).isNumber() ? score.path(1).asDouble() : Double.NaN;
      }
    }
    return Double.NaN;
  }

  byte[] bytes() {
    ObjectNode node = Json.object();
    node.set("newest", newest);
    node.set("scores", scores);
    return Json.bytes(node);
  }

  public static LatestMetric of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    return new LatestMetric(node.path("newest"), (ArrayNode) node.path("scores"));
  }
}
