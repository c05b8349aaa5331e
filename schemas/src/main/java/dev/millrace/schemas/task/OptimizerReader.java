package dev.millrace.schemas.task;

import dev.millrace.schemas.task.TrainSpec.OptimizerSpec;
import dev.millrace.schemas.yaml.YamlMap;

/** {@code train.optimizer}: {@code {adam: {learningRate: 0.01}}} or {@code {sgd: {…}}}. */
final class OptimizerReader {

  /** A rate below it is none, and keeps zero out. */
  private static final double SLOWEST = 1e-12;

  private static final double FASTEST = 1000;

  private OptimizerReader() {}

  static OptimizerSpec read(YamlMap map) {
    OptimizerSpec adam = map.map("adam", OptimizerReader::adam, OptimizerSpec.DEFAULT);
    OptimizerSpec sgd = map.map("sgd", OptimizerReader::sgd, adam);
    if (map.has("adam") == map.has("sgd")) {
      map.problem(
          map.has("adam") ? "sgd" : "adam",
          map.has("adam")
              ? "is given beside adam; a task has one optimizer"
              : "is missing; write {adam: {learningRate: 0.01}} or {sgd: {learningRate: 0.1}}");
    }
    return sgd;
  }

  private static OptimizerSpec adam(YamlMap map) {
    OptimizerSpec defaults = OptimizerSpec.DEFAULT;
    // Below 1: at 1 the bias correction divides by zero.
    double belowOne = Math.nextDown(1.0);
    return new OptimizerSpec(
        OptimizerSpec.Kind.ADAM,
        map.decimal("learningRate", SLOWEST, FASTEST, defaults.learningRate()),
        map.decimal("beta1", 0, belowOne, defaults.beta1()),
        map.decimal("beta2", 0, belowOne, defaults.beta2()),
        map.decimal("epsilon", Double.MIN_NORMAL, 1, defaults.epsilon()));
  }

  private static OptimizerSpec sgd(YamlMap map) {
    return OptimizerSpec.sgd(map.require("learningRate").decimal(SLOWEST, FASTEST));
  }
}
