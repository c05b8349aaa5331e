package dev.millrace.schemas.task;

import dev.millrace.schemas.task.LossSpec.Hinge;
import dev.millrace.schemas.task.LossSpec.Huber;
import dev.millrace.schemas.task.LossSpec.Labels;
import dev.millrace.schemas.task.LossSpec.MeanSquaredError;
import dev.millrace.schemas.task.LossSpec.Objective;
import dev.millrace.schemas.task.LossSpec.Part;
import dev.millrace.schemas.task.LossSpec.SigmoidCrossEntropy;
import dev.millrace.schemas.task.LossSpec.SoftmaxCrossEntropy;
import dev.millrace.schemas.task.LossSpec.Weighted;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code train.loss} and {@code train.exampleWeight}. */
final class LossReader {

  /** Beyond it a weight is a mistake in the unit. */
  private static final double HEAVIEST = 1e6;

  private static final double SMALLEST = 1e-6;

  private final List<String> classes;
  private final Labels labels;

  /** What a task with such a decoder learns from. */
  LossReader(DecodeSpec decode, List<String> classes) {
    this.classes = classes;
    this.labels = decode instanceof DecodeSpec.Regression ? Labels.VALUES : Labels.CLASS;
  }

  LossSpec read(YamlMap map) {
    LossSpec fitting =
        labels == Labels.VALUES ? LossSpec.MEAN_SQUARED_ERROR : LossSpec.SOFTMAX_CROSS_ENTROPY;
    LossSpec loss =
        map.find("loss").map(value -> withObjective().read(value, fitting)).orElse(fitting);
    if (loss.labels() != labels) {
      map.problem("loss", unfit());
    }
    boolean weighted =
        map.choice("exampleWeight", Map.of("label", true, "none", false), Boolean.FALSE);
    return weighted ? new Weighted(loss) : loss;
  }

  private String unfit() {
    return labels == Labels.VALUES
        ? "must be mean-squared-error, huber or sigmoid-cross-entropy, since the task predicts"
            + " values"
        : "must be softmax-cross-entropy, sigmoid-cross-entropy or hinge, since the task predicts"
            + " classes";
  }

  private OneOf<LossSpec> withObjective() {
    return rows().value("objective", this::objective);
  }

  private OneOf<LossSpec> rows() {
    return new OneOf<LossSpec>("softmax-cross-entropy or {huber: {delta: 1}}")
        .row("softmax-cross-entropy", LossSpec.SOFTMAX_CROSS_ENTROPY, this::softmax)
        .row(
            "sigmoid-cross-entropy",
            new SigmoidCrossEntropy(labels, List.of()),
            map -> new SigmoidCrossEntropy(labels, weights(map, "positiveWeights")))
        .row("mean-squared-error", new MeanSquaredError())
        .row(
            "huber",
            Huber.DEFAULT,
            map -> new Huber(map.decimal("delta", SMALLEST, HEAVIEST, Huber.DEFAULT.delta())))
        .row(
            "hinge",
            Hinge.DEFAULT,
            map -> new Hinge(map.decimal("margin", SMALLEST, HEAVIEST, Hinge.DEFAULT.margin())));
  }

  private LossSpec softmax(YamlMap map) {
    return new SoftmaxCrossEntropy(
        weights(map, "classWeights"), map.decimal("labelSmoothing", 0, Math.nextDown(1.0), 0));
  }

  private List<Double> weights(YamlMap map, String key) {
    List<Double> weights =
        map.find(key)
            .map(v -> v.list().stream().map(element -> element.decimal(0, HEAVIEST)).toList())
            .orElse(List.of());
    if (!weights.isEmpty() && !classes.isEmpty() && weights.size() != classes.size()) {
      map.problem(
          key,
          "has %d weights for %d classes; give one for each, in the order of the classes"
              .formatted(weights.size(), classes.size()));
    }
    return weights;
  }

  private LossSpec objective(YamlValue value) {
    List<Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlValue element : value.list()) {
      Part part = element.map(this::part);
      if (!names.add(part.name())) {
        element.problem("names a part '" + part.name() + "' again; give each its own name");
      }
      parts.add(part);
    }
    if (parts.isEmpty()) {
      value.problem("must have at least one part, for example {name: a, loss: hinge}");
      return labels == Labels.VALUES ? LossSpec.MEAN_SQUARED_ERROR : LossSpec.SOFTMAX_CROSS_ENTROPY;
    }
    return new Objective(parts);
  }

  private Part part(YamlMap map) {
    Double truth = map.find("truth").map(v -> v.decimal(-HEAVIEST, HEAVIEST)).orElse(null);
    // A part with a truth of its own stands on any output and need not fit the labels.
    LossReader reader =
        truth == null ? this : new LossReader(new DecodeSpec.Regression(List.of()), List.of());
    LossSpec loss = reader.rows().read(map.require("loss"), LossSpec.MEAN_SQUARED_ERROR);
    if (loss.labels() != reader.labels) {
      map.problem("loss", reader.unfit());
    }
    return new Part(
        map.text("name"),
        loss,
        map.text("output", ""),
        truth,
        map.decimal("weight", -HEAVIEST, HEAVIEST, 1),
        map.text("parameters", "*"));
  }
}
