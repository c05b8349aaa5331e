package dev.millrace.trainer.optimizer;

import java.util.Arrays;

/**
 * Whether numbers are numbers. An infinite number or a NaN times zero is NaN, and a NaN stays one
 * in a sum: so sums of zeros are kept, many side by side, by a loop that runs on vectors. Asking
 * each element takes several times as long. Not thread-safe.
 */
public final class Finite {

  private static final int WIDTH = 256;

  private final float[] zeros = new float[WIDTH];
  private final float[] strip = new float[WIDTH];

  Finite() {}

  /** Whether no element is infinite or NaN. */
  public static boolean all(float[] values) {
    if (values.length <= WIDTH) {
      return zero(values);
    }
    Finite finite = new Finite();
    finite.look(values, 0, values.length);
    return finite.all();
  }

  /** Looks at the elements {@code [from, to)}. */
  void look(float[] values, int from, int to) {
    for (int at = from; at < to; at += WIDTH) {
      int count = Math.min(WIDTH, to - at);
      // With one index for both arrays C2 uses vectors, with an offset between them it does not.
      System.arraycopy(values, at, strip, 0, count);
      add(strip, zeros, count);
    }
  }

  private static void add(float[] strip, float[] zeros, int count) {
    for (int i = 0; i < count; i++) {
      zeros[i] += strip[i] * 0f;
    }
  }

  /** Whether nothing that was looked at since the last {@link #forget} is infinite or NaN. */
  boolean all() {
    return zero(zeros);
  }

  void forget() {
    Arrays.fill(zeros, 0f);
  }

  private static boolean zero(float[] values) {
    float even = 0;
    float odd = 0;
    int last = values.length - 1;
    for (int i = 0; i < last; i += 2) {
      even += values[i] * 0f;
      odd += values[i + 1] * 0f;
    }
    // The last one of an odd number; of an even number, again.
    return even + odd + (last < 0 ? 0 : values[last] * 0f) == 0;
  }
}
