package dev.millrace.trainer.learner;

import dev.millrace.models.graph.HeadGraph;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.Gradients;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.MaskedHead;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.optimizer.Optimizers;
import dev.millrace.trainer.privacy.PrivateGradients;

/** From a task's training settings to the parts of a step. */
public final class TrainingSetup {

  private TrainingSetup() {}

  /**
   * The head's gradient; the caller closes it.
   *
   * @throws NoGradient where the head cannot be differentiated, or has nothing to drop out
   */
  public static GradientGraph compile(TrainSpec train, HeadGraph head) {
    // Private gradients look at each example by itself.
    return compile(train, head, train.privacy() == null ? train.batch() : 1);
  }

  /** As {@link #compile(TrainSpec, HeadGraph)}, for batches of another size than the task's. */
  public static GradientGraph compile(TrainSpec train, HeadGraph head, int batch) {
    Loss loss = Losses.of(train.loss());
    return train.regularize().dropout() > 0
        ? GradientGraph.compile(head, MaskedHead.of(head), loss, batch)
        : GradientGraph.compile(head, loss, batch);
  }

  /** What makes the gradient of a step; it uses the graph and owns nothing. */
  public static Gradients gradients(TrainSpec train, GradientGraph graph) {
    return train.privacy() == null
        ? (number, theta, batch, gradient) -> graph.gradient(theta, batch, gradient)
        : new PrivateGradients(graph, train.privacy());
  }

  /** A fresh optimizer for so many parameters. */
  public static Optimizer optimizer(TrainSpec train, int parameters) {
    return Optimizers.of(
        train.optimizer(), train.schedule(), train.regularize().weightDecay(), parameters);
  }
}
