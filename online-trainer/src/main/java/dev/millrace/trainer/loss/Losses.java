package dev.millrace.trainer.loss;

import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.autodiff.Loss;
import java.util.Map;
import java.util.function.Function;

/** The losses by their settings: one row each. */
public final class Losses {

  private static final Map<Class<? extends LossSpec>, Function<LossSpec, Loss>> ROWS =
      Map.of(
          LossSpec.SoftmaxCrossEntropy.class,
              spec -> new SoftmaxCrossEntropy((LossSpec.SoftmaxCrossEntropy) spec),
          LossSpec.SigmoidCrossEntropy.class,
              spec -> new SigmoidCrossEntropy((LossSpec.SigmoidCrossEntropy) spec),
          LossSpec.MeanSquaredError.class, spec -> new MeanSquaredError(),
          LossSpec.Huber.class, spec -> new Huber((LossSpec.Huber) spec),
          LossSpec.Hinge.class, spec -> new Hinge((LossSpec.Hinge) spec),
          LossSpec.Weighted.class, spec -> new Weighted(of(((LossSpec.Weighted) spec).loss())),
          LossSpec.Objective.class, spec -> new Objective((LossSpec.Objective) spec));

  private Losses() {}

  /** The loss that a task names. */
  public static Loss of(LossSpec spec) {
    return ROWS.get(spec.getClass()).apply(spec);
  }
}
