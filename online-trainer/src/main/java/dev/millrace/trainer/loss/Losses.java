package dev.millrace.trainer.loss;

import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.trainer.autodiff.Loss;

/** The losses by name: one row each. */
public final class Losses {

  private Losses() {}

  /** The loss that a task names. */
  public static Loss of(TrainSpec.Loss name) {
    return switch (name) {
      case SOFTMAX_CROSS_ENTROPY -> new SoftmaxCrossEntropy();
      case MEAN_SQUARED_ERROR -> new MeanSquaredError();
    };
  }
}
