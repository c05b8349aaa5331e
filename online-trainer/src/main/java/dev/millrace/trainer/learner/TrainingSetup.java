package dev.millrace.trainer.learner;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.Gradients;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.autodiff.MovedParameters;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.GradientShape;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.optimizer.Optimizers;
import dev.millrace.trainer.privacy.PrivateGradients;

/** From a task's training settings to the parts of a step. */
public final class TrainingSetup {

  private TrainingSetup() {}

  /**
   * What makes a step's gradient.
   *
   * @param graph scores too; the caller closes it
   * @param gradients uses the graph and owns nothing
   */
  public record Compiled(GradientGraph graph, Gradients gradients) {}

  /**
   * The head's gradient, for batches of the task's size.
   *
   * @throws NoGradient where the head cannot be differentiated, or has nothing to drop out
   */
  public static Compiled compile(TrainSpec train, HeadGraph head) {
    requireBatches(train, MovedParameters.of(head));
    if (train.privacy() == null) {
      GradientGraph graph = compile(train, head, train.batch());
      return new Compiled(
          graph, (number, theta, batch, gradient) -> graph.gradient(theta, batch, gradient));
    }
    PrivateGradients secret =
        PrivateGradients.compile(
            head, masked(train, head), Losses.of(train.loss()), train.batch(), train.privacy());
    return new Compiled(secret.graph(), secret);
  }

  private static void requireBatches(TrainSpec train, MovedParameters moved) {
    if (!moved.isEmpty() && (train.batch() == 1 || train.privacy() != null)) {
      throw new NoGradient(
          "batch normalization in training mode needs batches of several examples and, as each of"
              + " them enters the others' statistics, can't be private; "
              + (train.batch() == 1 ? "raise train.batch" : "drop train.privacy")
              + ", or export the model for inference");
    }
  }

  /** The head's plain gradient, for batches of any size. */
  public static GradientGraph compile(TrainSpec train, HeadGraph head, int batch) {
    return GradientGraph.compile(head, masked(train, head), Losses.of(train.loss()), batch);
  }

  /** What becomes of a gradient before the optimizer. */
  public static GradientShape shape(TrainSpec train, MovedParameters moved) {
    return new GradientShape(train.regularize(), moved::clear);
  }

  private static MaskedHead masked(TrainSpec train, HeadGraph head) {
    MaskedHead masked =
        train.regularize().dropout() > 0 ? MaskedHead.of(head) : MaskedHead.none(head);
    return masked.withMovingStatistics();
  }

  /** A fresh optimizer for so many parameters. */
  public static Optimizer optimizer(TrainSpec train, int parameters) {
    return Optimizers.of(
        train.optimizer(), train.schedule(), train.regularize().weightDecay(), parameters);
  }
}
