package dev.millrace.trainer.loss;

import dev.millrace.trainer.autodiff.PlainLoss;
import java.util.Objects;

/**
 * {@link SoftmaxCrossEntropy} in Java, without smoothing and weights of classes. Exponentials are
 * {@link StrictMath}'s: a version is bit for bit, and {@link Math}'s may differ between JVMs.
 */
final class PlainSoftmax implements PlainLoss {

  @Override
  public String scoring() {
    return "Softmax";
  }

  @Override
  public float judge(float[] before, double[] truth, float[] score, float[] slope) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : before) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (int k = 0; k < before.length; k++) {
      double part = StrictMath.exp((double) before[k] - max);
      score[k] = (float) part;
      sum += part;
    }
    for (int k = 0; k < before.length; k++) {
      score[k] = (float) (score[k] / sum);
      slope[k] = score[k];
    }
    int right = Objects.checkIndex((int) truth[0], before.length);
    slope[right] -= 1;
    return (float) (StrictMath.log(sum) + max - before[right]);
  }
}
