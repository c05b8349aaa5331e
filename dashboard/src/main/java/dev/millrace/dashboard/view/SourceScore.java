package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.json.Json;
import java.util.List;

/**
 * How good the predictions about a source were of those whose label has come.
 *
 * @param right predictions that named the label's class
 * @param labelled predictions whose label named a class
 * @param absoluteError sum over all values of how far they lay from the label's, in its unit
 * @param values values that were compared
 * @param measured predictions whose label gave as many values
 */
public record SourceScore(
    long right, long labelled, double absoluteError, long values, long measured) {

  static final SourceScore NONE = new SourceScore(0, 0, 0, 0, 0);

  /** With another pair, if the two can be compared. */
  SourceScore with(Joining prediction, Joining label) {
    if (prediction.label() != null && label.label() != null) {
      long more = prediction.label().equals(label.label()) ? 1 : 0;
      return plus(new SourceScore(more, 1, 0, 0, 0));
    }
    List<Double> said = prediction.values();
    List<Double> truth = label.values();
    if (said.isEmpty() || said.size() != truth.size()) {
      return this;
    }
    double error = 0;
    for (int i = 0; i < truth.size(); i++) {
      error += Math.abs(said.get(i) - truth.get(i));
    }
    return plus(new SourceScore(0, 0, error, truth.size(), 1));
  }

  /** Both together. */
  public SourceScore plus(SourceScore other) {
    return new SourceScore(
        right + other.right,
        labelled + other.labelled,
        absoluteError + other.absoluteError,
        values + other.values,
        measured + other.measured);
  }

  /** Mean absolute error in the label's unit; NaN where no values were compared. */
  public double meanError() {
    return values == 0 ? Double.NaN : absoluteError / values;
  }

  byte[] bytes() {
    return Json.bytes(
        Json.object()
            .put("right", right)
            .put("labelled", labelled)
            .put("error", absoluteError)
            .put("values", values)
            .put("measured", measured));
  }

  public static SourceScore of(byte[] bytes) {
    JsonNode node = Json.read(bytes);
    return new SourceScore(
        node.path("right").asLong(),
        node.path("labelled").asLong(),
        node.path("error").asDouble(),
        node.path("values").asLong(),
        node.path("measured").asLong());
  }
}
