package dev.millrace.trainer.loss;

import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NodeWriter;

/**
 * Squared error, mean over an example's values. A scaled head is judged in standard units, {@code
 * (truth − offset) / factor} against its output before scaling, so that step size and gate do not
 * depend on the unit of the label.
 *
 * <p>Truth: float32 {@code [n, values]} in the unit of the label.
 */
final class MeanSquaredError implements Loss {

  @Override
  public TensorSpec target(long outputs) {
    return TensorSpec.float32(TARGET, TensorSpec.DYNAMIC, outputs);
  }

  @Override
  public Terms append(Place at) {
    NodeWriter write = at.write();
    String predicted = Scores.predicted(at);
    String error = write.sub(predicted, Scores.truth(at));
    String losses = Scores.mean(at, write.mul(error, error));
    return new Terms(losses, predicted, write.mul(error, write.real(2f / at.outputs())));
  }
}
