package dev.millrace.trainer.autodiff;

/**
 * Values brought to mean 0 and variance 1 along some axes.
 *
 * @param write where the operators go
 * @param values the standardized values
 * @param inverse one over the standard deviation, the axes kept with length 1
 * @param axes the axes that mean and variance are taken over
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read while one rule runs.
record Standardized(NodeWriter write, String values, String inverse, long[] axes) {

  /** With moments that are known; both keep the axes, with length 1. */
  static Standardized of(NodeWriter write, String x, String mean, String inverse, long[] axes) {
    String values = write.mul(write.sub(x, mean), inverse);
    return new Standardized(write, values, inverse, axes);
  }

  /** With moments that are computed again from the values. */
  static Standardized of(NodeWriter write, String x, float epsilon, long[] axes) {
    Moments moments = Moments.of(write, x, axes);
    String inverse = moments.inverse(write, epsilon);
    return of(write, x, moments.mean(), inverse, axes);
  }

  /**
   * From a gradient {@code g} by the standardized values x̂ to that by the values before: {@code (g
   * − mean(g) − x̂·mean(g·x̂)) / σ}.
   */
  String gradient(String g) {
    String shift = write.meanKeeping(g, axes);
    String stretch = write.meanKeeping(write.mul(g, values), axes);
    String rest = write.sub(write.sub(g, shift), write.mul(values, stretch));
    return write.mul(rest, inverse);
  }
}
