package dev.millrace.bench;

import java.util.Locale;

/**
 * How fast texts went through, and at what cost. The second depends much less on what else the
 * machine does meanwhile: where nothing waits, a ratio of costs is the ratio of rates.
 *
 * @param perSecond texts a second
 * @param cpuMillis processor time of the whole process for a text, milliseconds
 */
record Rate(double perSecond, double cpuMillis) {

  static Rate faster(Rate one, Rate other) {
    return one.perSecond >= other.perSecond ? one : other;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.0f/s at %.2f CPU ms", perSecond, cpuMillis);
  }

  /** A clock that was started at one moment. */
  static final class Clock {
    private final long start = System.nanoTime();
    private final long cpuStart = Machine.cpuNanos();

    /** The rate from the start until now. */
    Rate at(int texts) {
      return new Rate(
          texts / ((System.nanoTime() - start) / 1e9),
          (Machine.cpuNanos() - cpuStart) / 1e6 / texts);
    }
  }
}
