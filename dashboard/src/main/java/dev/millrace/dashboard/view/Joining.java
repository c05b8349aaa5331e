package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.json.Outputs;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * What the join of predictions and labels needs of one of them.
 *
 * @param prediction whether it is a prediction
 * @param task name of the task
 * @param source source of the event; empty for a label, which does not know it
 * @param label the class that was predicted or is the truth; null where it is none
 * @param millis time of the event, or of the label
 */
record Joining(
    boolean prediction, String task, String source, @Nullable String label, double millis) {

  static Joining of(Prediction prediction) {
    return new Joining(
        true,
        prediction.getTask(),
        prediction.getSourceId(),
        label(Outputs.comparable(prediction.getOutput())),
        Json.millis(prediction.getEventTime()));
  }

  static Joining of(Label label) {
    return new Joining(
        false,
        label.getTask(),
        "",
        label(Outputs.target(label.getTarget())),
        Json.millis(label.getLabelTime()));
  }

  private static @Nullable String label(@Nullable ObjectNode target) {
    return target == null || !target.has("class") ? null : target.get("class").asText();
  }

  byte[] bytes() {
    return Json.bytes(
        Json.object()
            .put("p", prediction)
            .put("k", task)
            .put("s", source)
            .put("c", label)
            .put("t", millis));
  }

  static Joining of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    return new Joining(
        node.path("p").asBoolean(),
        node.path("k").asText(),
        node.path("s").asText(),
        node.hasNonNull("c") ? node.get("c").asText() : null,
        node.path("t").asDouble());
  }
}
