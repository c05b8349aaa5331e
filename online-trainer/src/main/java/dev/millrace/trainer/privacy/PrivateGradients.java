package dev.millrace.trainer.privacy;

import dev.millrace.schemas.task.PrivacySpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import dev.millrace.trainer.autodiff.Gradients;
import dev.millrace.trainer.autodiff.StepFailed;
import dev.millrace.trainer.optimizer.GradientShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  private final GradientGraph graph;
  private final PrivacySpec spec;
  private final GaussianNoise noise;
  private final float[] one;
  private final double[] sum;

  /**
   * @param graph compiled for batches of one
   * @param spec clipping length, noise and its secret
   */
  public PrivateGradients(GradientGraph graph, PrivacySpec spec) {
    this.graph = graph;
    this.spec = spec;
    this.noise = new GaussianNoise(spec.secret());
    this.one = new float[graph.layout().size()];
    this.sum = new double[one.length];
  }

  @Override
  public Scores of(long number, float[] theta, Batch batch, float[] gradient) {
    float[][] scores = new float[batch.size()][];
    float[] losses = new float[batch.size()];
    Map<Integer, String> failures = new HashMap<>();
    double[] normal = noise.standard(number, sum.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = normal[i] * spec.noise() * spec.clip();
    }
    for (int row = 0; row < batch.size(); row++) {
      Batch alone = new Batch(List.of(batch.rows().get(row)));
      try {
        Scores single = graph.gradient(theta, alone, one);
        scores[row] = single.scores()[0];
        losses[row] = single.losses()[0];
        addClipped();
      } catch (StepFailed e) {
        scores[row] = new float[graph.outputs()];
        Arrays.fill(scores[row], Float.NaN);
        losses[row] = Float.NaN;
        failures.put(row, String.valueOf(e.getMessage()));
      }
    }
    for (int i = 0; i < sum.length; i++) {
      gradient[i] = (float) (sum[i] / batch.size());
    }
    return new Scores(scores, losses, failures);
  }

  private void addClipped() {
    double norm = GradientShape.norm(one);
    if (!Double.isFinite(norm)) {
      return;
    }
    double factor = Math.min(1, spec.clip() / norm);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * one[i];
    }
  }
}
