package dev.millrace.ingest.replay;

/**
 * How often a replay runs and when each time begins.
 *
 * @param count how often
 * @param length from one beginning to the next, nanoseconds
 */
public record Passes(long count, long length) {

  /** Through once. */
  public static final Passes ONCE = new Passes(1, 0);

  /**
   * The shortest gap between two passes: what was last must not be at the time of what is first.
   */
  private static final long LEAST_GAP = 1_000_000;

  /** Checks the length. */
  public Passes {
    if (count < 1 || (count > 1 && length < LEAST_GAP)) {
      throw new IllegalArgumentException(
          "there must be a pass, and "
              + LEAST_GAP
              + " ns from one to the next, not "
              + count
              + " of "
              + length);
    }
  }

  /**
   * Over and over. The gap between the last message and the first is that between messages on the
   * average, so that a single stream goes on in its own rhythm.
   *
   * @param span from the first message to the last, nanoseconds
   * @param messages how many there are
   */
  public static Passes endless(long span, long messages) {
    long gap = messages > 1 ? span / (messages - 1) : 0;
    return new Passes(Long.MAX_VALUE, span + Math.max(LEAST_GAP, gap));
  }

  boolean has(long pass) {
    return pass < count;
  }

  /** How much later a pass plays than the first, nanoseconds. */
  long shift(long pass) {
    return Math.multiplyExact(pass, length);
  }
}
