package dev.millrace.trainer.loss;

import dev.millrace.schemas.task.LossSpec;
import java.util.Map;

/** What a loss is and its unit, in words for people: one row each. */
public final class LossNames {

  private static final Map<Class<? extends LossSpec>, String> ROWS =
      Map.of(
          LossSpec.SoftmaxCrossEntropy.class, "cross-entropy, nats",
          LossSpec.SigmoidCrossEntropy.class, "cross-entropy, nats",
          // A scaled head is judged in standard units, another in those of its label.
          LossSpec.MeanSquaredError.class, "squared error",
          LossSpec.Huber.class, "Huber's error",
          LossSpec.Hinge.class, "hinge");

  private LossNames() {}

  /** The words for a loss. */
  public static String of(LossSpec spec) {
    if (spec instanceof LossSpec.Weighted weighted) {
      return "weighted " + of(weighted.loss());
    }
    return spec instanceof LossSpec.Objective
        ? "sum of an objective's parts"
        : ROWS.get(spec.getClass());
  }
}
