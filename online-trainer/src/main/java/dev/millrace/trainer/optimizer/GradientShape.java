package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.RegularizeSpec;
import java.util.function.Consumer;

/**
 * What happens to a gradient between the loss and the optimizer, in this order: the slopes of the
 * penalties L1 and L2 are added, each element is clipped, and then the whole vector.
 */
public final class GradientShape {

  private final RegularizeSpec spec;
  private final Consumer<float[]> passedOver;

  /** For gradients all of whose elements are slopes. */
  public GradientShape(RegularizeSpec spec) {
    this(spec, gradient -> {});
  }

  /**
   * @param passedOver writes zeros where no penalty applies
   */
  public GradientShape(RegularizeSpec spec, Consumer<float[]> passedOver) {
    this.spec = spec;
    this.passedOver = passedOver;
  }

  /**
   * Shapes a gradient.
   *
   * @param theta parameters {@code [P]}
   * @param gradient gradient of the mean loss {@code [P]}, changed in place
   */
  public void apply(float[] theta, float[] gradient) {
    if (spec.l1() > 0 || spec.l2() > 0) {
      penalties(theta, gradient);
      passedOver.accept(gradient);
    }
    if (spec.clipValue() < Double.POSITIVE_INFINITY) {
      float most = (float) spec.clipValue();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = Math.max(-most, Math.min(most, gradient[i]));
      }
    }
    if (spec.clipNorm() < Double.POSITIVE_INFINITY) {
      double norm = norm(gradient);
      if (norm > spec.clipNorm()) {
        scale(gradient, spec.clipNorm() / norm);
      }
    }
  }

  /** The penalties are l1·Σ|θ| and l2/2·Σθ², over all trained parameters. */
  private void penalties(float[] theta, float[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      double slope = spec.l2() * theta[i] + spec.l1() * Math.signum(theta[i]);
      gradient[i] = (float) (gradient[i] + slope);
    }
  }

  /** Euclidean norm, added up in double and in order. */
  public static double norm(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static void scale(float[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] * factor);
    }
  }
}
