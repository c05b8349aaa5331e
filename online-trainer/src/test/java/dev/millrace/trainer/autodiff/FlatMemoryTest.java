package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.optimizer.Optimizers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FlatMemoryTest {

  private static final int WIDTH = 384;
  private static final int ROWS = 64;
  private static final int WARM_UP = 2_000;
  private static final int STEPS = 10_000;

  /** Compiled code and the allocator's own slack; 1 kB a step would be 10 MB. */
  private static final double MOST_GROWTH = 8;

  @Test
  void tenThousandStepsLeaveResidentMemoryFlat() throws IOException {
    NativeMemory.assume();
    HeadGraph head =
        Heads.attach(
            new HeadSpec(HeadSpec.Kind.SOFTMAX, 0, 4),
            TensorSpec.float32("x", TensorSpec.DYNAMIC, WIDTH),
            GraphBuilder.OPSET);
    try (GradientGraph graph =
        GradientGraph.compile(head, Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), ROWS)) {
      Optimizer optimizer = Optimizers.of(OptimizerSpec.adam(1e-3), graph.layout().size());
      float[] theta = new float[graph.layout().size()];
      Batch batch = batch();
      train(graph, optimizer, theta, batch, WARM_UP);
      NativeMemory.fillHeap();
      double before = NativeMemory.megabytes();
      train(graph, optimizer, theta, batch, STEPS);
      assertThat(NativeMemory.megabytes() - before).isLessThan(MOST_GROWTH);
      assertThat(optimizer.steps()).isEqualTo(WARM_UP + STEPS);
    }
  }

  private static void train(
      GradientGraph graph, Optimizer optimizer, float[] theta, Batch batch, int steps) {
    float[] gradient = new float[theta.length];
    for (int i = 0; i < steps; i++) {
      graph.gradient(theta, batch, gradient);
      optimizer.step(theta, gradient);
    }
  }

  private static Batch batch() {
    SplittableRandom random = new SplittableRandom(1);
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      float[] x = new float[WIDTH];
      for (int j = 0; j < WIDTH; j++) {
        x[j] = (float) random.nextDouble(-1, 1);
      }
      rows.add(new Batch.Row(List.of(x), new double[] {i % 4}));
    }
    return new Batch(rows);
  }
}
