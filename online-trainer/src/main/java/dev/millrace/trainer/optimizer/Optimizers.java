package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.TrainSpec.OptimizerSpec;

/** The optimizers by kind: one row each. */
public final class Optimizers {

  private Optimizers() {}

  /** A fresh optimizer for so many parameters. */
  public static Optimizer of(OptimizerSpec spec, int size) {
    return switch (spec.kind()) {
      case SGD -> new Sgd(size, spec.learningRate());
      case ADAM -> new Adam(size, spec);
    };
  }
}
