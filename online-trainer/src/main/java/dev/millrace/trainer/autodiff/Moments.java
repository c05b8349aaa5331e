package dev.millrace.trainer.autodiff;

/**
 * Mean and variance along some axes, which are kept with length 1.
 *
 * @param mean the mean
 * @param variance mean square of the distance from the mean
 */
record Moments(String mean, String variance) {

  static Moments of(NodeWriter write, String x, long... axes) {
    String mean = write.meanKeeping(x, axes);
    String centred = write.sub(x, mean);
    return new Moments(mean, write.meanKeeping(write.mul(centred, centred), axes));
  }

  /** 1/√(variance + ε). */
  static String inverse(NodeWriter write, String variance, float epsilon) {
    return write.op("Reciprocal", write.op("Sqrt", write.add(variance, write.real(epsilon))));
  }

  String inverse(NodeWriter write, float epsilon) {
    return inverse(write, variance, epsilon);
  }
}
