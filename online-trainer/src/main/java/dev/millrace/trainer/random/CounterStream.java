package dev.millrace.trainer.random;

/**
 * A stream of numbers by counter: SplitMix64 (Steele, Lea and Flood 2014) on a key that the keys
 * are mixed into one after the other. Not for secrets: keys can be found from the numbers.
 */
public final class CounterStream {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long start;

  private CounterStream(long start) {
    this.start = start;
  }

  /** The stream of some keys; their order matters. */
  public static CounterStream of(long... keys) {
    long start = 0;
    for (long key : keys) {
      start = mix(start + GOLDEN_GAMMA ^ mix(key + GOLDEN_GAMMA));
    }
    return new CounterStream(start);
  }

  /** Number i, in [0, 1) with 53 bits. */
  public double uniform(long i) {
    return (mix(start + (i + 1) * GOLDEN_GAMMA) >>> 11) * 0x1.0p-53;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
