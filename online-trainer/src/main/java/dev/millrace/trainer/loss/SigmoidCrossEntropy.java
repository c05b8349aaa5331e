package dev.millrace.trainer.loss;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.LossSpec.Labels;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NodeWriter;

/**
 * Cross-entropy of each output's own sigmoid, mean over an example's outputs, from the scores x
 * before it: {@code (1 − t)·x + (1 + (w − 1)·t)·softplus(−x)}, which is finite for every x. Its
 * gradient by x is {@code (1 − t) − (1 + (w − 1)·t)·sigmoid(−x)}.
 *
 * <p>Truth: int64 {@code [n]}, indices of classes, each one output of many; or float32 {@code [n,
 * outputs]} in [0, 1].
 */
final class SigmoidCrossEntropy implements Loss {

  private final LossSpec.SigmoidCrossEntropy spec;

  SigmoidCrossEntropy(LossSpec.SigmoidCrossEntropy spec) {
    this.spec = spec;
  }

  @Override
  public TensorSpec target(long outputs) {
    return spec.labels() == Labels.CLASS
        ? TensorSpec.int64(TARGET, TensorSpec.DYNAMIC)
        : TensorSpec.float32(TARGET, TensorSpec.DYNAMIC, outputs);
  }

  @Override
  public Terms append(Place at) {
    NodeWriter write = at.write();
    String x = Scores.before(at, "Sigmoid", "sigmoid cross-entropy");
    String truth = spec.labels() == Labels.CLASS ? Scores.hot(at) : at.target();
    String one = write.real(1, ElementType.FLOAT32);
    String against = write.sub(one, truth);
    String minus = write.neg(x);
    String softplus = write.op("Softplus", minus);
    String sigmoid = write.op("Sigmoid", minus);
    if (!spec.positiveWeights().isEmpty()) {
      String weights = Scores.weights(at, spec.positiveWeights(), "positiveWeights");
      String heavy = write.add(one, write.mul(write.sub(weights, one), truth));
      softplus = write.mul(heavy, softplus);
      sigmoid = write.mul(heavy, sigmoid);
    }
    String losses = Scores.mean(at, write.add(write.mul(against, x), softplus));
    return new Terms(losses, x, Scores.part(at, write.sub(against, sigmoid)));
  }
}
