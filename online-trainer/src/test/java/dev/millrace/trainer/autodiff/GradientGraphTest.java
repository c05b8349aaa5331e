package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GradientGraphTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear_softmax",
        "relu_softmax",
        "tanh_softmax",
        "gemm_softmax",
        "relu_regression",
        "scaled_regression"
      })
  void scoresLossesGradientAndTenStepsFollowPyTorch(String name) {
    JsonNode golden = Golden.read("heads.json").get(name);
    float[] theta = GoldenHeads.theta(golden);
    float[] gradient = new float[theta.length];
    Batch batch = GoldenHeads.batch(golden);
    try (GradientGraph graph =
        GradientGraph.compile(GoldenHeads.of(name), loss(name), batch.size())) {
      GradientGraph.Scores before = graph.gradient(theta, batch, gradient);
      assertThat(Golden.distance(flat(before.scores()), Golden.floats(golden.get("scores"))))
          .isLessThan(2e-6);
      assertThat(Golden.distance(before.losses(), Golden.floats(golden.get("losses"))))
          .isLessThan(2e-6);
      assertThat(Golden.distance(gradient, Golden.floats(golden.get("gradient")))).isLessThan(2e-6);
      Optimizer adam = Optimizers.of(OptimizerSpec.adam(0.01), theta.length);
      for (int step = 0; step < 10; step++) {
        graph.gradient(theta, batch, gradient);
        adam.step(theta, gradient);
      }
      assertThat(Golden.distance(theta, Golden.floats(golden.get("after_ten_steps"))))
          .isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(HeadSpec.Kind.class)
  void gradientOfAttachedHeadAgreesWithCentralDifferences(HeadSpec.Kind kind) {
    HeadGraph head =
        Heads.attach(new HeadSpec(kind, 3, 2), TensorSpec.float32("x", TensorSpec.DYNAMIC, 4), 17);
    LossSpec loss =
        kind == HeadSpec.Kind.SOFTMAX
            ? LossSpec.SOFTMAX_CROSS_ENTROPY
            : LossSpec.MEAN_SQUARED_ERROR;
    Batch batch = randomBatch(new SplittableRandom(7), kind);
    try (GradientGraph graph = GradientGraph.compile(head, Losses.of(loss), batch.size())) {
      float[] theta = new float[graph.layout().size()];
      SplittableRandom random = new SplittableRandom(8);
      for (int i = 0; i < theta.length; i++) {
        theta[i] = (float) random.nextDouble(-1, 1);
      }
      float[] gradient = new float[theta.length];
      graph.gradient(theta, batch, gradient);
      for (int i = 0; i < theta.length; i++) {
        assertThat((double) gradient[i])
            .as("parameter %d", i)
            .isCloseTo(slope(graph, theta, i, batch), org.assertj.core.data.Offset.offset(2e-3));
      }
    }
  }

  private static double slope(GradientGraph graph, float[] theta, int index, Batch batch) {
    float step = 1e-2f;
    float[] up = theta.clone();
    float[] down = theta.clone();
    up[index] += step;
    down[index] -= step;
    return (mean(graph.score(up, batch).losses()) - mean(graph.score(down, batch).losses()))
        / (up[index] - down[index]);
  }

  private static Batch randomBatch(SplittableRandom random, HeadSpec.Kind kind) {
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<float[]> inputs = new ArrayList<>();
      inputs.add(floats(random, 4));
      if (kind == HeadSpec.Kind.REGRESSION) {
        inputs.add(new float[] {(float) random.nextDouble(10, 20)});
        inputs.add(new float[] {(float) random.nextDouble(1, 5)});
      }
      double[] truth =
          kind == HeadSpec.Kind.SOFTMAX
              ? new double[] {random.nextInt(2)}
              : new double[] {random.nextDouble(10, 20), random.nextDouble(10, 20)};
      rows.add(new Batch.Row(inputs, truth));
    }
    return new Batch(rows);
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  @Test
  void scaledHeadIsJudgedInStandardUnits() {
    HeadGraph head =
        Heads.attach(
            new HeadSpec(HeadSpec.Kind.REGRESSION, 0, 1),
            TensorSpec.float32("x", TensorSpec.DYNAMIC, 1),
            17);
    try (GradientGraph graph =
        GradientGraph.compile(head, Losses.of(LossSpec.MEAN_SQUARED_ERROR), 1)) {
      // Sorted by name: bias, weight. Standard output = 0.5·2 + 0.25 = 1.25; value = 100 + 8·1.25.
      float[] theta = {0.25f, 0.5f};
      Batch.Row row =
          new Batch.Row(
              List.of(new float[] {2f}, new float[] {100f}, new float[] {8f}), new double[] {104});
      float[] gradient = new float[2];
      GradientGraph.Scores scores = graph.gradient(theta, new Batch(List.of(row)), gradient);
      assertThat(scores.scores()[0]).containsExactly(110f);
      // Truth in standard units: (104 − 100) / 8 = 0.5, so the loss is 0.75².
      assertThat(scores.losses()).containsExactly(0.5625f);
      assertThat(gradient).containsExactly(1.5f, 3f);
    }
  }

  @Test
  void anotherBatchSizeGivesTheSameGradientAsItsExamplesOneByOne() {
    JsonNode golden = Golden.read("heads.json").get("relu_softmax");
    float[] theta = GoldenHeads.theta(golden);
    Batch batch = GoldenHeads.batch(golden);
    try (GradientGraph graph =
        GradientGraph.compile(GoldenHeads.of("relu_softmax"), loss("relu_softmax"), 1)) {
      float[] together = new float[theta.length];
      graph.gradient(theta, batch, together);
      float[] sum = new float[theta.length];
      float[] one = new float[theta.length];
      for (Batch.Row row : batch.rows()) {
        graph.gradient(theta, new Batch(List.of(row)), one);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += one[i] / batch.size();
        }
      }
      assertThat(Golden.distance(sum, together)).isLessThan(1e-6);
    }
  }

  @Test
  void crossEntropyWithoutSoftmaxIsRefused() {
    HeadGraph head = GoldenHeads.of("relu_regression");
    assertThatThrownBy(
            () -> GradientGraph.compile(head, Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), 1))
        .hasMessageContaining("not the result of a Softmax");
  }

  private static Loss loss(String name) {
    return Losses.of(
        name.endsWith("softmax") ? LossSpec.SOFTMAX_CROSS_ENTROPY : LossSpec.MEAN_SQUARED_ERROR);
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    return all;
  }

  private static double mean(float[] losses) {
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return sum / losses.length;
  }
}
