package dev.millrace.inference.track;

import dev.millrace.inference.decode.NonMaxSuppression.Box;

/**
 * One object, as it was when it was last found.
 *
 * @param id its number, from 1; {@link #UNNAMED} until it has been found often enough
 * @param label its class
 * @param hits how often it was found
 * @param seen when it was last found, event time in microseconds
 * @param motion where it was then, and how it moved
 */
record Track(long id, String label, int hits, long seen, BoxMotion motion) {

  static final long UNNAMED = 0;

  private static final double MICROS = 1e6;

  /** An object that is seen for the first time. */
  static Track first(String label, long time, Box box) {
    return new Track(UNNAMED, label, 1, time, BoxMotion.first(box));
  }

  boolean isNamed() {
    return id != UNNAMED;
  }

  Track named(long number) {
    return new Track(number, label, hits, seen, motion);
  }

  /** The same after it has been found again. */
  Track found(long time, Box box) {
    return new Track(id, label, hits + 1, time, at(time).found(box));
  }

  /** Where it is to be expected at a time. */
  Box expected(long time) {
    return at(time).box();
  }

  /**
   * It is always foretold from when it was last found, so frames without it change nothing, however
   * many there are.
   */
  private BoxMotion at(long time) {
    return motion.after((time - seen) / MICROS);
  }
}
