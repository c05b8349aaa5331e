package dev.millrace.trainer.autodiff;

/** A loss in Java, for heads that are small enough to run without ONNX Runtime. */
public interface PlainLoss {

  /** Operator that makes the head's score of what the loss is computed from; empty for none. */
  String scoring();

  /**
   * Judges one example.
   *
   * @param before values before {@link #scoring} {@code [k]}
   * @param truth what was true
   * @param score receives the score {@code [k]}
   * @param slope receives the gradient of the loss by {@code before} {@code [k]}
   * @return the loss
   */
  float judge(float[] before, double[] truth, float[] score, float[] slope);
}
