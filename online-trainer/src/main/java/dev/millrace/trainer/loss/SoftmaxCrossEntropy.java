package dev.millrace.trainer.loss;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NodeWriter;
import dev.millrace.trainer.autodiff.PlainLoss;
import java.util.List;
import java.util.Optional;

/**
 * Cross-entropy of the softmax, fused: {@code loss = −Σ w·q·log softmax(logits)}, where q is the
 * truth, smoothed over the classes (Szegedy et al. 2016), and w the classes' weights. Its gradient
 * by the logits is {@code softmax(logits)·Σ w·q − w·q}. Going through the probabilities instead
 * would divide by ones that are rounded to zero.
 *
 * <p>Truth: int64 {@code [n]}, indices of classes. With weights the mean is over examples, not over
 * their weights: a step must not depend on how heavy its batch mates are.
 */
final class SoftmaxCrossEntropy implements Loss {

  private final LossSpec.SoftmaxCrossEntropy spec;

  SoftmaxCrossEntropy(LossSpec.SoftmaxCrossEntropy spec) {
    this.spec = spec;
  }

  @Override
  public TensorSpec target(long outputs) {
    return TensorSpec.int64(TARGET, TensorSpec.DYNAMIC);
  }

  @Override
  public Optional<PlainLoss> plain() {
    return spec.classWeights().isEmpty() && spec.labelSmoothing() == 0
        ? Optional.of(new PlainSoftmax())
        : Optional.empty();
  }

  @Override
  public Terms append(Place at) {
    NodeWriter write = at.write();
    String logits = Scores.before(at, "Softmax", "softmax cross-entropy");
    String mass = mass(at);
    String logs = write.op("LogSoftmax", List.of(logits), Attributes.integer("axis", 1));
    String losses = write.neg(write.sum(write.mul(logs, mass), 1));
    String pull =
        spec.classWeights().isEmpty()
            ? at.score()
            : write.mul(at.score(), write.sumKeeping(mass, 1));
    return new Terms(losses, logits, write.sub(pull, mass));
  }

  /** w·q {@code [n, classes]}; sums to 1 where there are no weights. */
  private String mass(Place at) {
    NodeWriter write = at.write();
    String mass = Scores.hot(at);
    double smoothing = spec.labelSmoothing();
    if (smoothing > 0) {
      mass = write.mul(mass, write.real((float) (1 - smoothing)));
      mass = write.add(mass, write.real((float) (smoothing / at.outputs())));
    }
    return spec.classWeights().isEmpty()
        ? mass
        : write.mul(mass, Scores.weights(at, spec.classWeights(), "classWeights"));
  }
}
