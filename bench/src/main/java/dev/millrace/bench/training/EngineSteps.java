package dev.millrace.bench.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.Machine;
import dev.millrace.bench.scratch.WholeModel;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.Finite;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.optimizer.Optimizers;
import java.util.List;

/**
 * This engine's steps of one model, as a learner makes them: the examples lie on the heap one by
 * one, scores and losses come back, and nothing that is not finite is taken over. Close it.
 */
final class EngineSteps implements AutoCloseable {

  /** Largest difference of a gradient, as a part of the largest element. */
  private static final double TOLERANCE = 2e-5;

  private final WholeModel model;
  private final GradientGraph graph;
  private final List<Batch> batches;
  private final float[] gradient;

  /**
   * @param model closed by this
   * @param batches of equal size
   */
  EngineSteps(WholeModel model, List<Batch> batches) {
    this.model = model;
    this.batches = List.copyOf(batches);
    int size = batches.get(0).size();
    graph = GradientGraph.compile(model.head(), Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), size);
    gradient = new float[graph.layout().size()];
  }

  /**
   * Compares loss and gradients of the first batch.
   *
   * @throws IllegalStateException if the other side computes something else
   */
  void requireEqual(JsonNode torch) {
    float[] losses = graph.gradient(model.theta(), batches.get(0), gradient).losses();
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    require("loss", 0, sum / losses.length, torch.get("loss").doubleValue(), 1);
    double largest = 0;
    for (float slope : gradient) {
      largest = Math.max(largest, Math.abs(slope));
    }
    for (Slot slot : graph.layout().slots()) {
      JsonNode expected = torch.get("gradients").get(slot.name());
      if (expected == null || expected.size() != slot.size()) {
        throw new IllegalStateException("PyTorch has no parameter like " + slot);
      }
      for (int i = 0; i < slot.size(); i++) {
        double theirs = expected.get(i).doubleValue();
        require(slot.name(), i, gradient[slot.offset() + i], theirs, largest);
      }
    }
  }

  private static void require(String what, int at, double ours, double theirs, double scale) {
    if (!(Math.abs(ours - theirs) <= TOLERANCE * scale)) {
      throw new IllegalStateException(
          "the two sides compute different things: %s[%d] is %s here and %s in PyTorch"
              .formatted(what, at, ours, theirs));
    }
  }

  /** Makes so many steps from the first weights. */
  Turn steps(int count, double rate) {
    float[] theta = model.theta();
    float[] next = new float[theta.length];
    Optimizer optimizer = Optimizers.of(OptimizerSpec.adam(rate), theta.length);
    long used = Machine.cpuNanos();
    long start = System.nanoTime();
    for (int step = 0; step < count; step++) {
      Batch batch = batches.get(step % batches.size());
      GradientGraph.Scores scores = graph.gradient(theta, batch, gradient);
      if (!Finite.all(scores.losses())
          || !Finite.all(gradient)
          || !optimizer.propose(theta, gradient, next)) {
        throw new IllegalStateException("step %d is not finite".formatted(step));
      }
      optimizer.accept();
      float[] before = theta;
      theta = next;
      next = before;
    }
    return new Turn(System.nanoTime() - start, Machine.cpuNanos() - used);
  }

  @Override
  public void close() {
    graph.close();
    model.close();
  }
}
