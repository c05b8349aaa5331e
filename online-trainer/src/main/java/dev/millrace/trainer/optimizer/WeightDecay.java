package dev.millrace.trainer.optimizer;

/** Decoupled weight decay: it shrinks the weights themselves and enters no gradient or moment. */
public final class WeightDecay {

  private WeightDecay() {}

  /**
   * Takes a part off each weight.
   *
   * @param theta weights, changed in place
   * @param part learning rate × decay
   */
  public static void shrink(float[] theta, double part) {
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) (theta[i] * (1 - part));
    }
  }
}
