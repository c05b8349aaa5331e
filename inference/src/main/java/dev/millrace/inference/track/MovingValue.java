package dev.millrace.inference.track;

/**
 * A number that changes at a steady rate, as a Kalman filter knows it (Kalman 1960; constant
 * velocity with white noise of acceleration, Bar-Shalom, Li and Kirubarajan 2001, section 6.2).
 *
 * @param value what it is
 * @param rate how much it changes in a second
 * @param variance of the value
 * @param covariance of value and rate
 * @param rateVariance of the rate
 */
record MovingValue(
    double value, double rate, double variance, double covariance, double rateVariance) {

  /** A number that was measured once, so that nothing is known of its rate. */
  static MovingValue first(double measured, double variance, double rateVariance) {
    return new MovingValue(measured, 0, variance, 0, rateVariance);
  }

  /**
   * What it will be.
   *
   * @param seconds time ahead, not negative
   * @param noise power of the acceleration: by how much the variance of the rate grows in a second
   */
  MovingValue after(double seconds, double noise) {
    double squared = seconds * seconds;
    return new MovingValue(
        value + rate * seconds,
        rate,
        variance
            + 2 * covariance * seconds
            + rateVariance * squared
            + noise * squared * seconds / 3,
        covariance + rateVariance * seconds + noise * squared / 2,
        rateVariance + noise * seconds);
  }

  /**
   * What it is after a measurement.
   *
   * @param noise variance of the measurement, above 0
   */
  MovingValue measured(double measured, double noise) {
    double whole = variance + noise;
    double gain = variance / whole;
    double rateGain = covariance / whole;
    return new MovingValue(
        // Not value + gain * surprise: of two numbers above 0 the rounded result must be so too.
        (1 - gain) * value + gain * measured,
        rate + rateGain * (measured - value),
        (1 - gain) * variance,
        (1 - gain) * covariance,
        rateVariance - rateGain * covariance);
  }

  /** The same, standing still from here on. */
  MovingValue stopped() {
    return new MovingValue(value, 0, variance, covariance, rateVariance);
  }
}
