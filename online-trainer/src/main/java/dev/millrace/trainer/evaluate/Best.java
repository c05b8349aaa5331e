package dev.millrace.trainer.evaluate;

/** Which class a row of scores says. */
public final class Best {

  private Best() {}

  /** Index of the highest score; of equal ones the first. */
  public static int of(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
