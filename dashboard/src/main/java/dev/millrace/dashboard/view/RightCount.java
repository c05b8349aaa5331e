package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.json.Json;

/**
 * How many predictions were right of those whose label has come.
 *
 * @param right predictions that named the label's class
 * @param labelled predictions with a label
 */
public record RightCount(long right, long labelled) {

  RightCount with(boolean wasRight) {
    return new RightCount(right + (wasRight ? 1 : 0), labelled + 1);
  }

  /** Both together. */
  public RightCount plus(RightCount other) {
    return new RightCount(right + other.right, labelled + other.labelled);
  }

  byte[] bytes() {
    return Json.bytes(Json.object().put("right", right).put("labelled", labelled));
  }

  public static RightCount of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    return new RightCount(node.path("right").asLong(), node.path("labelled").asLong());
  }
}
