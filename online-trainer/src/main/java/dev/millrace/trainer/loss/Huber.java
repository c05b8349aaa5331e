package dev.millrace.trainer.loss;

import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NodeWriter;

/**
 * Huber's loss (Huber 1964), mean over an example's values. With the error e and c = e clipped to
 * ±delta it is {@code c·(e − c/2)}, and its gradient is c. In standard units as {@link
 * MeanSquaredError}.
 *
 * <p>Truth: float32 {@code [n, values]} in the unit of the label.
 */
final class Huber implements Loss {

  private final LossSpec.Huber spec;

  Huber(LossSpec.Huber spec) {
    this.spec = spec;
  }

  @Override
  public TensorSpec target(long outputs) {
    return TensorSpec.float32(TARGET, TensorSpec.DYNAMIC, outputs);
  }

  @Override
  public Terms append(Place at) {
    NodeWriter write = at.write();
    float delta = (float) spec.delta();
    String predicted = Scores.predicted(at);
    String error = write.sub(predicted, Scores.truth(at));
    String clipped = write.op("Clip", error, write.real(-delta), write.real(delta));
    String half = write.mul(clipped, write.real(0.5f));
    String losses = Scores.mean(at, write.mul(clipped, write.sub(error, half)));
    return new Terms(losses, predicted, Scores.part(at, clipped));
  }
}
