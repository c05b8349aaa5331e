package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.StepLoss;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.StepFailed;
import org.jspecify.annotations.Nullable;

/**
 * The last step, to see what it did to the loss of its own examples: how much better a version
 * knows what it has learned than it knew it before. Costs one more scoring a version and changes
 * nothing: neither weights nor what a checkpoint holds, as a version follows its step at once.
 *
 * <p>Not thread-safe.
 */
final class LastStep {

  private final GradientGraph graph;
  private final String loss;
  private @Nullable Batch batch;
  private float[] before = {};

  /**
   * @param graph scores again
   * @param loss what the loss is and its unit
   */
  LastStep(GradientGraph graph, String loss) {
    this.graph = graph;
    this.loss = loss;
  }

  /**
   * Notes a step that was taken over.
   *
   * @param losses of its examples before it, {@code [n]}; NaN for one that could not be run
   */
  void taken(Batch learned, float[] losses) {
    batch = learned;
    before = losses;
  }

  /**
   * Mean losses before and after; null where no step was noted since the last call, or where none
   * of its examples has a loss both times.
   *
   * @param theta the weights after the step {@code [P]}
   */
  @Nullable StepLoss take(float[] theta) {
    Batch learned = batch;
    batch = null;
    if (learned == null) {
      return null;
    }
    try {
      return means(graph.score(theta, learned).losses());
    } catch (StepFailed e) {
      // Privacy learns a batch without the example that can't be run: it was refused and counted.
      return null;
    }
  }

  private @Nullable StepLoss means(float[] after) {
    int examples = 0;
    double sumBefore = 0;
    double sumAfter = 0;
    for (int i = 0; i < after.length; i++) {
      if (Float.isFinite(before[i]) && Float.isFinite(after[i])) {
        examples++;
        sumBefore += before[i];
        sumAfter += after[i];
      }
    }
    return examples == 0
        ? null
        : new StepLoss(examples, sumBefore / examples, sumAfter / examples, loss);
  }
}
