package dev.millrace.trainer.privacy;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import dev.millrace.trainer.autodiff.Gradients;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.autodiff.NoGradient;

/**
 * The gradient of DP-SGD (Abadi et al. 2016, algorithm 1): each example's gradient is shortened to
 * the clipping length, they are added up, noise is added, and the sum is divided by the batch. The
 * batch is the task's and not what is in it, so its size tells nothing.
 *
 * <p>An example whose gradient is not finite, or that ONNX Runtime cannot run, counts as nothing
 * and the others as always. Leaving the step out would tell that it was there, and so would a step
 * of noise alone: one example would move the sum by what all the others give.
 */
public final class PrivateGradients implements Gradients {

  private final ClippedGradients clipped;
  private final PrivacySpec spec;
  private final GaussianNoise noise;

  PrivateGradients(ClippedGradients clipped, PrivacySpec spec) {
    this.clipped = clipped;
    this.spec = spec;
    this.noise = new GaussianNoise(spec.secret());
  }

  /**
   * Compiles the gradient of a head in the cheapest way that it allows.
   *
   * @param head the head as it scores
   * @param masked the same as it trains
   * @param batch examples of a step
   * @param spec clipping length, noise and its secret
   * @throws NoGradient where the head cannot be differentiated
   */
  public static PrivateGradients compile(
      HeadGraph head, MaskedHead masked, Loss loss, int batch, PrivacySpec spec) {
    ClippedGradients.Setup setup =
        new ClippedGradients.Setup(head, masked, loss, batch, spec.clip());
    return new PrivateGradients(ClippedGradients.compile(setup), spec);
  }

  /** What was compiled; it scores too, and the caller closes it. */
  public GradientGraph graph() {
    return clipped.graph();
  }

  @Override
  public Scores of(long number, float[] theta, Batch batch, float[] gradient) {
    Scores scores = clipped.mean(theta, batch, gradient);
    double unit = spec.noise() * spec.clip() / batch.size();
    double[] normal = noise.standard(number, gradient.length);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (gradient[i] + normal[i] * unit);
    }
    return scores;
  }
}
