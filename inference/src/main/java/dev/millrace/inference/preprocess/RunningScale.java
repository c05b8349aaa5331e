package dev.millrace.inference.preprocess;

/**
 * Running mean and variance of one channel (Welford 1962, "Note on a method for calculating
 * corrected sums of squares and products").
 *
 * @param count values so far
 * @param mean their mean
 * @param squares sum of squared distances from the mean
 */
record RunningScale(long count, double mean, double squares) {

  static final RunningScale EMPTY = new RunningScale(0, 0, 0);

  /** Below this part of the mean's size a spread is rounding of doubles, not signal. */
  private static final double SMALLEST_RELATIVE_SPREAD = 1e-12;

  RunningScale with(double value) {
    double distance = value - mean;
    double newMean = mean + distance / (count + 1);
    return new RunningScale(count + 1, newMean, squares + distance * (value - newMean));
  }

  /** Population standard deviation, or 1 while the channel doesn't vary. */
  double deviation() {
    double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
    boolean varies = deviation > 0 && deviation >= SMALLEST_RELATIVE_SPREAD * Math.abs(mean);
    return varies ? deviation : 1;
  }

  double standardise(double value) {
    return (value - mean) / deviation();
  }
}
