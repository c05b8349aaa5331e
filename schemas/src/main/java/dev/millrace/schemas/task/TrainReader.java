package dev.millrace.schemas.task;

import dev.millrace.schemas.task.TrainSpec.GateSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code train}. */
final class TrainReader {

  private static final Map<String, LossSpec> LOSSES =
      Map.of(
          "softmax-cross-entropy", LossSpec.SOFTMAX_CROSS_ENTROPY,
          "mean-squared-error", LossSpec.MEAN_SQUARED_ERROR);

  /** Widest hidden layer; a head beyond it belongs into the model. */
  private static final int WIDEST = 65_536;

  /** Most examples in a batch, a publishing interval or a gate's window. */
  private static final int MOST_EXAMPLES = 1_000_000;

  private TrainReader() {}

  static TrainSpec read(YamlMap map, DecodeSpec decode, List<String> classes) {
    HeadSpec head = map.find("head").map(value -> head(value, decode, classes)).orElse(null);
    String parameters = map.text("parameters", "");
    if (map.has("head") == map.has("parameters")) {
      map.problem(
          map.has("head") ? "parameters" : "head",
          map.has("head")
              ? "is given beside head; train a fresh head or parameters of the model"
              : "is missing; write 'head: linear', or name 'parameters' of the model");
    }
    OptimizerSpec optimizer =
        map.find("optimizer").map(OptimizerReader::read).orElse(OptimizerSpec.DEFAULT);
    return new TrainSpec(
        parameters,
        head,
        loss(map, decode),
        optimizer,
        schedule(map, optimizer),
        map.integer("batch", 1, MOST_EXAMPLES, TrainSpec.DEFAULT_BATCH),
        map.integer("publishEvery", 1, MOST_EXAMPLES, TrainSpec.DEFAULT_PUBLISH_EVERY),
        map.find("seed").map(FeedReader::seed).orElse(TrainSpec.DEFAULT_SEED),
        map.map("join", TrainReader::join, JoinSpec.DEFAULT),
        map.map("gate", TrainReader::gate, GateSpec.DEFAULT));
  }

  private static @Nullable HeadSpec head(YamlValue value, DecodeSpec decode, List<String> classes) {
    int hidden;
    if (value.isMap()) {
      hidden = value.map(map -> (int) map.require("hidden").integer(1, WIDEST));
    } else {
      hidden = value.choice(Map.of("linear", 0), 0);
    }
    return decode instanceof DecodeSpec.Regression regression
        ? new HeadSpec(HeadSpec.Kind.REGRESSION, hidden, Math.max(1, regression.names().size()))
        : new HeadSpec(HeadSpec.Kind.SOFTMAX, hidden, Math.max(1, classes.size()));
  }

  private static LossSpec loss(YamlMap map, DecodeSpec decode) {
    boolean regression = decode instanceof DecodeSpec.Regression;
    LossSpec fitting = regression ? LossSpec.MEAN_SQUARED_ERROR : LossSpec.SOFTMAX_CROSS_ENTROPY;
    LossSpec loss = map.choice("loss", LOSSES, fitting);
    if (!loss.equals(fitting)) {
      map.problem(
          "loss",
          regression
              ? "must be mean-squared-error, since the task predicts values"
              : "must be softmax-cross-entropy, since the task predicts classes");
    }
    return loss;
  }

  private static ScheduleSpec schedule(YamlMap map, OptimizerSpec optimizer) {
    ScheduleSpec schedule =
        map.find("schedule").map(ScheduleReader::read).orElse(ScheduleSpec.DEFAULT);
    if (optimizer instanceof OptimizerSpec.Ftrl && !schedule.equals(ScheduleSpec.DEFAULT)) {
      map.problem(
          "schedule", "is not for ftrl, which has a rate of its own for each weight; drop it");
    }
    return schedule;
  }

  private static JoinSpec join(YamlMap map) {
    JoinSpec defaults = JoinSpec.DEFAULT;
    return new JoinSpec(
        map.duration("featureRetention", defaults.featureRetention()),
        map.duration("labelRetention", defaults.labelRetention()));
  }

  private static GateSpec gate(YamlMap map) {
    GateSpec defaults = GateSpec.DEFAULT;
    GateSpec gate =
        new GateSpec(
            map.integer("window", 1, MOST_EXAMPLES, defaults.window()),
            map.integer("minimum", 1, MOST_EXAMPLES, defaults.minimum()),
            map.decimal("tolerance", 0, 1000, defaults.tolerance()));
    if (gate.minimum() > gate.window()) {
      map.problem(
          map.has("minimum") ? "minimum" : "window",
          "minimum " + gate.minimum() + " is above window " + gate.window());
    }
    return gate;
  }
}
