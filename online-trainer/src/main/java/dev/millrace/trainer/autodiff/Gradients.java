package dev.millrace.trainer.autodiff;

import dev.millrace.trainer.autodiff.GradientGraph.Scores;

/** Makes the gradient of a step. */
@FunctionalInterface
public interface Gradients {

  /**
   * Scores examples and gives a gradient.
   *
   * @param number a number that no other step of the task has, for what is drawn at random
   * @param theta parameters {@code [P]}
   * @param batch the examples
   * @param gradient receives the gradient {@code [P]}
   * @throws StepFailed where ONNX Runtime cannot run it
   */
  Scores of(long number, float[] theta, Batch batch, float[] gradient);
}
