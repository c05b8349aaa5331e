package dev.millrace.trainer.loss;

import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.autodiff.Loss;
import java.util.Map;
import java.util.function.Function;

/** The losses by their settings: one row each. */
public final class Losses {

  private static final Map<Class<? extends LossSpec>, Function<LossSpec, Loss>> ROWS =
      Map.of(
          LossSpec.SoftmaxCrossEntropy.class, spec -> new SoftmaxCrossEntropy(),
          LossSpec.MeanSquaredError.class, spec -> new MeanSquaredError());

  private Losses() {}

  /** The loss that a task names. */
  public static Loss of(LossSpec spec) {
    return ROWS.get(spec.getClass()).apply(spec);
  }
}
