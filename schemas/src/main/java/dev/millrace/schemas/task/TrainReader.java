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

  /** Widest hidden layer; a head beyond it belongs into the model. */
  private static final int WIDEST = 65_536;

  /** Most examples in a batch, a publishing interval or a gate's window. */
  private static final int MOST_EXAMPLES = 1_000_000;

  private TrainReader() {}

  static TrainSpec read(YamlMap map, DecodeSpec decode, List<String> classes) {
    LossSpec loss = new LossReader(decode, classes).read(map);
    HeadSpec head = map.find("head").map(value -> head(value, loss, decode, classes)).orElse(null);
    if (loss instanceof LossSpec.Objective && map.has("head")) {
      map.problem("loss", "an objective trains a model's own parameters; drop head and name them");
    }
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
        loss,
        optimizer,
        schedule(map, optimizer),
        RegularizeReader.read(map, optimizer, head),
        map.find("privacy").map(v -> v.map(RegularizeReader::privacy)).orElse(null),
        map.integer("batch", 1, MOST_EXAMPLES, TrainSpec.DEFAULT_BATCH),
        map.integer("publishEvery", 1, MOST_EXAMPLES, TrainSpec.DEFAULT_PUBLISH_EVERY),
        map.find("seed").map(FeedReader::seed).orElse(TrainSpec.DEFAULT_SEED),
        map.map("join", TrainReader::join, JoinSpec.DEFAULT),
        map.map("gate", TrainReader::gate, GateSpec.DEFAULT));
  }

  private static @Nullable HeadSpec head(
      YamlValue value, LossSpec loss, DecodeSpec decode, List<String> classes) {
    int hidden;
    if (value.isMap()) {
      hidden = value.map(map -> (int) map.require("hidden").integer(1, WIDEST));
    } else {
      hidden = value.choice(Map.of("linear", 0), 0);
    }
    int outputs =
        decode instanceof DecodeSpec.Regression regression
            ? regression.names().size()
            : classes.size();
    return new HeadSpec(loss.head(), hidden, Math.max(1, outputs));
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
