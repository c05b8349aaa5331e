package dev.millrace.trainer.learner;

import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.evaluate.Prequential;

/** What the labels of a task are: how they are read, scored and written down. */
public sealed interface Truth permits ClassTruth, ValueTruth, WeightedTruth {

  /**
   * The label's target in numbers.
   *
   * @throws UnusableExample where the target is of another kind, unknown or not finite
   */
  double[] numbers(Object target) throws UnusableExample;

  /** Weight of an example whose target {@link #numbers} has read. */
  default double weight(Object target) {
    return 1;
  }

  /** The truth as text, for people. */
  String text(double[] numbers);

  /** What the scores say, written like the truth. */
  String predicted(float[] scores);

  /** Probability of what is predicted; NaN where there is none. */
  double probability(float[] scores);

  /** Fresh metrics. */
  Prequential metrics();

  /** Scores one prediction with metrics that {@link #metrics} made. */
  void score(Prequential metrics, float[] scores, Batch.Row example);
}
