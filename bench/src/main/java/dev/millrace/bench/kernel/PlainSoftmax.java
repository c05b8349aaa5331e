package dev.millrace.bench.kernel;

/**
 * Gradient of the cross entropy of a linear softmax head, as anyone would write it. Parameters lie
 * as in the head's layout: bias {@code [k]}, then weight {@code [d, k]}.
 */
final class PlainSoftmax {

  private PlainSoftmax() {}

  /**
   * Adds an example's share.
   *
   * @param theta parameters {@code [k + d k]}
   * @param features features {@code [d]}
   * @param truth class
   * @param weight factor of its gradient
   * @param gradient receives {@code [k + d k]}
   */
  static void addGradient(
      float[] theta, float[] features, int truth, float weight, float[] gradient) {
    int classes = theta.length / (features.length + 1);
    float[] slope = new float[classes];
    System.arraycopy(theta, 0, slope, 0, classes);
    for (int i = 0; i < features.length; i++) {
      int at = classes + i * classes;
      for (int k = 0; k < classes; k++) {
        slope[k] += features[i] * theta[at + k];
      }
    }
    softmax(slope);
    slope[truth] -= 1;
    for (int k = 0; k < classes; k++) {
      slope[k] *= weight;
      gradient[k] += slope[k];
    }
    for (int i = 0; i < features.length; i++) {
      int at = classes + i * classes;
      for (int k = 0; k < classes; k++) {
        gradient[at + k] += features[i] * slope[k];
      }
    }
  }

  private static void softmax(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    float sum = 0;
    for (int k = 0; k < logits.length; k++) {
      logits[k] = (float) Math.exp(logits[k] - max);
      sum += logits[k];
    }
    for (int k = 0; k < logits.length; k++) {
      logits[k] /= sum;
    }
  }
}
