package dev.millrace.schemas.task;

import dev.millrace.schemas.task.OptimizerSpec.AdaGrad;
import dev.millrace.schemas.task.OptimizerSpec.Adam;
import dev.millrace.schemas.task.OptimizerSpec.AdamW;
import dev.millrace.schemas.task.OptimizerSpec.Ftrl;
import dev.millrace.schemas.task.OptimizerSpec.Momentum;
import dev.millrace.schemas.task.OptimizerSpec.Nesterov;
import dev.millrace.schemas.task.OptimizerSpec.RmsProp;
import dev.millrace.schemas.task.OptimizerSpec.Sgd;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;

/** {@code train.optimizer}: {@code adam}, {@code {adam: {learningRate: 0.01}}} and so on. */
final class OptimizerReader {

  /** A rate below it is none, and keeps zero out. */
  private static final double SLOWEST = 1e-12;

  private static final double FASTEST = 1000;

  /** Below 1: at 1 nothing new would enter a mean, and a bias correction divides by zero. */
  private static final double BELOW_ONE = Math.nextDown(1.0);

  private static final OneOf<OptimizerSpec> ROWS =
      new OneOf<OptimizerSpec>("{adam: {learningRate: 0.01}} or {sgd: {learningRate: 0.1}}")
          .row("adam", OptimizerSpec.DEFAULT, OptimizerReader::adam)
          .settings("sgd", map -> new Sgd(map.require("learningRate").decimal(SLOWEST, FASTEST)))
          .row(
              "momentum",
              Momentum.DEFAULT,
              map -> new Momentum(rate(map, Momentum.DEFAULT), momentum(map)))
          .row(
              "nesterov",
              Nesterov.DEFAULT,
              map -> new Nesterov(rate(map, Nesterov.DEFAULT), momentum(map)))
          .row(
              "adagrad",
              AdaGrad.DEFAULT,
              map ->
                  new AdaGrad(rate(map, AdaGrad.DEFAULT), epsilon(map, AdaGrad.DEFAULT.epsilon())))
          .row("rmsprop", RmsProp.DEFAULT, OptimizerReader::rmsProp)
          .row("adamw", AdamW.DEFAULT, OptimizerReader::adamW)
          .row("ftrl", Ftrl.DEFAULT, OptimizerReader::ftrl);

  private OptimizerReader() {}

  static OptimizerSpec read(YamlValue value) {
    return ROWS.read(value, OptimizerSpec.DEFAULT);
  }

  private static double rate(YamlMap map, OptimizerSpec defaults) {
    return map.decimal("learningRate", SLOWEST, FASTEST, defaults.learningRate());
  }

  private static double epsilon(YamlMap map, double standard) {
    return map.decimal("epsilon", Double.MIN_NORMAL, 1, standard);
  }

  private static double momentum(YamlMap map) {
    return map.decimal("momentum", 0, BELOW_ONE, Momentum.DEFAULT.momentum());
  }

  private static OptimizerSpec adam(YamlMap map) {
    Adam defaults = (Adam) OptimizerSpec.DEFAULT;
    return new Adam(
        rate(map, defaults),
        map.decimal("beta1", 0, BELOW_ONE, defaults.beta1()),
        map.decimal("beta2", 0, BELOW_ONE, defaults.beta2()),
        epsilon(map, defaults.epsilon()));
  }

  private static OptimizerSpec adamW(YamlMap map) {
    AdamW defaults = AdamW.DEFAULT;
    return new AdamW(
        rate(map, defaults),
        map.decimal("beta1", 0, BELOW_ONE, defaults.beta1()),
        map.decimal("beta2", 0, BELOW_ONE, defaults.beta2()),
        epsilon(map, defaults.epsilon()),
        map.decimal("weightDecay", 0, 1, defaults.weightDecay()));
  }

  private static OptimizerSpec rmsProp(YamlMap map) {
    RmsProp defaults = RmsProp.DEFAULT;
    return new RmsProp(
        rate(map, defaults),
        map.decimal("decay", 0, BELOW_ONE, defaults.decay()),
        epsilon(map, defaults.epsilon()));
  }

  private static OptimizerSpec ftrl(YamlMap map) {
    Ftrl defaults = Ftrl.DEFAULT;
    return new Ftrl(
        rate(map, defaults),
        map.decimal("beta", SLOWEST, FASTEST, defaults.beta()),
        map.decimal("l1", 0, FASTEST, defaults.l1()),
        map.decimal("l2", 0, FASTEST, defaults.l2()));
  }
}
