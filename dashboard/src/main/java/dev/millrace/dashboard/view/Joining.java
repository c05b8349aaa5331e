package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.json.Outputs;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the join of predictions and labels needs of one of them.
 *
 * @param prediction whether it is a prediction
 * @param task name of the task
 * @param source source of the event; empty for a label, which does not know it
 * @param label the class that was predicted or is the truth; null where it is none
 * @param values the values that were predicted or are the truth; empty where there are none, or not
 *     all are finite
 * @param millis time of the event, or of the label
 */
record Joining(
    boolean prediction,
    String task,
    String source,
    @Nullable String label,
    List<Double> values,
    double millis) {

  Joining {
    values = List.copyOf(values);
  }

  static Joining of(Prediction prediction) {
    ObjectNode said = Outputs.comparable(prediction.getOutput());
    return new Joining(
        true,
        prediction.getTask(),
        prediction.getSourceId(),
        label(said),
        values(said),
        Json.millis(prediction.getEventTime()));
  }

  static Joining of(Label label) {
    ObjectNode truth = Outputs.target(label.getTarget());
    return new Joining(
        false, label.getTask(), "", label(truth), values(truth), Json.millis(label.getLabelTime()));
  }

  private static @Nullable String label(@Nullable ObjectNode target) {
    return target == null || !target.has("class") ? null : target.get("class").asText();
  }

  private static List<Double> values(@Nullable JsonNode target) {
    List<Double> values = new ArrayList<>();
    for (JsonNode value : target == null ? Json.array() : target.path("values")) {
      if (!value.isNumber()) {
        return List.of();
      }
      values.add(value.asDouble());
    }
    return values;
  }

  byte[] bytes() {
    ObjectNode node =
        Json.object()
            .put("p", prediction)
            .put("k", task)
            .put("s", source)
            .put("c", label)
            .put("t", millis);
    values.forEach(node.putArray("values")::add);
    return Json.bytes(node);
  }

  static Joining of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    return new Joining(
        node.path("p").asBoolean(),
        node.path("k").asText(),
        node.path("s").asText(),
        node.hasNonNull("c") ? node.get("c").asText() : null,
        values(node),
        node.path("t").asDouble());
  }
}
