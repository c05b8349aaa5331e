package dev.millrace.trainer.loss;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NodeWriter;

/**
 * Hinge over the wrong classes (Weston and Watkins 1999), mean over all classes as PyTorch's
 * MultiMarginLoss: {@code Σ_{j ≠ y} max(0, margin − x_y + x_j) / classes}. With two classes it is
 * half the binary hinge of the difference of their scores.
 *
 * <p>Truth: int64 {@code [n]}, indices of classes. The head still serves the softmax of the scores,
 * which this loss does not calibrate.
 */
final class Hinge implements Loss {

  private final LossSpec.Hinge spec;

  Hinge(LossSpec.Hinge spec) {
    this.spec = spec;
  }

  @Override
  public TensorSpec target(long outputs) {
    return TensorSpec.int64(TARGET, TensorSpec.DYNAMIC);
  }

  @Override
  public Terms append(Place at) {
    NodeWriter write = at.write();
    String x = Scores.before(at, "Softmax", "hinge");
    String hot = Scores.hot(at);
    String right = write.sumKeeping(write.mul(x, hot), 1);
    String lack = write.add(write.sub(x, right), write.real((float) spec.margin()));
    String positive = write.cast(write.op("Greater", lack, write.real(0)), ElementType.FLOAT32);
    String active = write.mul(positive, write.sub(write.real(1), hot));
    String losses = Scores.mean(at, write.mul(active, lack));
    String pull = write.mul(hot, write.sumKeeping(active, 1));
    return new Terms(losses, x, Scores.part(at, write.sub(active, pull)));
  }
}
