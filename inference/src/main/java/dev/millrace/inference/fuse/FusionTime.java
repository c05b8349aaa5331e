package dev.millrace.inference.fuse;

import java.time.Duration;

/** Microseconds, and what stands for the ends of time. */
final class FusionTime {

  /** Before anything is known. */
  static final long NOTHING = Long.MIN_VALUE;

  private FusionTime() {}

  static long micros(Duration duration) {
    return Math.multiplyExact(duration.toSeconds(), 1_000_000L) + duration.getNano() / 1_000;
  }

  /** So much before a time; the beginning of time has nothing before it. */
  static long before(long time, long micros) {
    return time < Long.MIN_VALUE + micros ? Long.MIN_VALUE : time - micros;
  }
}
