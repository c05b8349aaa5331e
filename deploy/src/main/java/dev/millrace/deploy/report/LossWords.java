package dev.millrace.deploy.report;

import dev.millrace.schemas.task.LossSpec;

/** Losses as a picture's axis names them, with their unit where they have one. */
public final class LossWords {

  private LossWords() {}

  /** Name and unit. */
  public static String of(LossSpec loss) {
    if (loss instanceof LossSpec.Weighted weighted) {
      return of(weighted.loss()) + ", weighted";
    }
    if (loss instanceof LossSpec.SoftmaxCrossEntropy) {
      return "softmax cross-entropy, nats an example";
    }
    if (loss instanceof LossSpec.SigmoidCrossEntropy) {
      return "sigmoid cross-entropy, nats an output";
    }
    if (loss instanceof LossSpec.Objective) {
      return "sum of the objective's parts";
    }
    if (loss instanceof LossSpec.Hinge) {
      return "hinge loss";
    }
    return loss instanceof LossSpec.Huber ? "Huber loss" : "mean squared error";
  }
}
