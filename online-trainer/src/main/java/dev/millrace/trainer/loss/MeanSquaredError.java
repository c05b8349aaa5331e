package dev.millrace.trainer.loss;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
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
  public Terms append(HeadGraph head, NodeWriter write) {
    long values = head.graph().output(head.score()).orElseThrow().shape()[1];
    String predicted = head.scaled() ? Heads.STANDARD : head.score();
    String truth =
        head.scaled() ? write.div(write.sub(TARGET, Heads.OFFSET), Heads.FACTOR) : TARGET;
    String error = write.sub(predicted, truth);
    String part = write.real(1f / values);
    String losses = write.mul(write.sum(write.mul(error, error), 1), part);
    return new Terms(losses, predicted, write.mul(error, write.real(2f / values)));
  }
}
