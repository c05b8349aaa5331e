package dev.millrace.trainer.autodiff;

import java.util.Arrays;

/**
 * One matrix product of a small head in Java, for one example at a time. Every sum has a fixed
 * order, so the same example gives the same bits.
 *
 * @param in elements of its input
 * @param out elements of its output
 * @param weight where its weight begins in the flat vector
 * @param order how the weight lies there
 * @param bias where its bias begins, or {@link #NONE}
 */
record DenseLayer(int in, int out, int weight, Order order, int bias) {

  static final int NONE = -1;

  /** Outputs that are summed up side by side. */
  private static final int BLOCK = 4;

  /** Below so many elements a copy costs more than vectors save. */
  private static final int SHORT = 32;

  /** How a weight matrix lies in memory. */
  enum Order {
    /** {@code [in, out]}. */
    INPUTS,
    /** {@code [out, in]}. */
    OUTPUTS
  }

  private int stepIn() {
    return order == Order.INPUTS ? out : 1;
  }

  private int stepOut() {
    return order == Order.INPUTS ? 1 : in;
  }

  /** {@code y = x · weight + bias}. */
  void forward(float[] theta, float[] x, float[] y) {
    if (bias == NONE) {
      Arrays.fill(y, 0);
    } else {
      System.arraycopy(theta, bias, y, 0, out);
    }
    int o = 0;
    for (; o + BLOCK <= out; o += BLOCK) {
      four(theta, x, y, o);
    }
    for (; o < out; o++) {
      float sum = 0;
      int at = weight + o * stepOut();
      for (int i = 0; i < in; i++, at += stepIn()) {
        sum += x[i] * theta[at];
      }
      y[o] += sum;
    }
  }

  private void four(float[] theta, float[] x, float[] y, int o) {
    int step = stepIn();
    int a = weight + o * stepOut();
    int b = a + stepOut();
    int c = b + stepOut();
    int d = c + stepOut();
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    for (int i = 0, at = 0; i < in; i++, at += step) {
      float value = x[i];
      first += value * theta[a + at];
      second += value * theta[b + at];
      third += value * theta[c + at];
      fourth += value * theta[d + at];
    }
    y[o] += first;
    y[o + 1] += second;
    y[o + 2] += third;
    y[o + 3] += fourth;
  }

  /**
   * Adds an example's share to the gradient of weight and bias.
   *
   * @param strip scratch, as long as input and output
   */
  void addGradient(float[] x, float[] slope, float[] gradient, float[] strip) {
    if (bias != NONE) {
      for (int o = 0; o < out; o++) {
        gradient[bias + o] += slope[o];
      }
    }
    boolean byOutputs = order == Order.OUTPUTS;
    float[] factors = byOutputs ? slope : x;
    float[] values = byOutputs ? x : slope;
    int width = byOutputs ? in : out;
    int at = weight;
    for (int i = 0; i < (byOutputs ? out : in); i++, at += width) {
      if (width < SHORT) {
        for (int j = 0; j < width; j++) {
          gradient[at + j] += factors[i] * values[j];
        }
      } else {
        // With one index for both arrays C2 uses vectors, with an offset between them it does not.
        System.arraycopy(gradient, at, strip, 0, width);
        addScaled(values, factors[i], width, strip);
        System.arraycopy(strip, 0, gradient, at, width);
      }
    }
  }

  private static void addScaled(float[] values, float factor, int count, float[] sums) {
    for (int i = 0; i < count; i++) {
      sums[i] += factor * values[i];
    }
  }

  /** {@code back = weight · slope}, the gradient by the input. */
  void backward(float[] theta, float[] slope, float[] back) {
    Arrays.fill(back, 0);
    for (int o = 0; o < out; o++) {
      int at = weight + o * stepOut();
      int step = stepIn();
      float factor = slope[o];
      for (int i = 0; i < in; i++, at += step) {
        back[i] += factor * theta[at];
      }
    }
  }
}
