package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.loss.Losses;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heads that read token ids: a mean of embeddings, two classes. */
final class IntegerInputsTest {

  private static final int WORDS = 7;
  private static final int WIDTH = 3;
  private static final int UNUSED_WORD = 5;

  /** Float32 losses over a step of 1/128. */
  private static final double DIFFERENCES = 1e-3;

  private static final Batch BATCH =
      new Batch(
          List.of(row(0, 1, 1, 6, 2), row(1, 3, 1, 0, 0), row(1, 2, 4, 4, 4))); // Ids may repeat.

  @ParameterizedTest
  @EnumSource(names = {"INT64", "INT32"})
  void embeddingsFollowTheIdsOfTheBatch(ElementType ids) {
    try (GradientGraph graph = compile(ids)) {
      float[] theta = theta(graph);
      float[] gradient = new float[theta.length];
      graph.gradient(theta, BATCH, gradient);
      for (int i = 0; i < theta.length; i++) {
        assertThat((double) gradient[i])
            .as("parameter %d", i)
            .isCloseTo(slope(graph, theta, i), within(DIFFERENCES));
      }
      // Parameters are sorted by name: table, weight.
      int unused = UNUSED_WORD * WIDTH;
      assertThat(Arrays.copyOfRange(gradient, unused, unused + WIDTH)).containsOnly(0f);
      assertThat(gradient[WIDTH]).as("word 1").isNotZero();
    }
  }

  @Test
  void bothKindsOfIntegersGiveTheSameGradient() {
    try (GradientGraph wide = compile(ElementType.INT64);
        GradientGraph narrow = compile(ElementType.INT32)) {
      float[] theta = theta(wide);
      float[] one = new float[theta.length];
      float[] other = new float[theta.length];
      wide.gradient(theta, BATCH, one);
      narrow.gradient(theta, BATCH, other);
      assertThat(one).isEqualTo(other);
    }
  }

  @Test
  void inputsOfOtherTypesAreRefused() {
    TensorSpec input = new TensorSpec("pixels", ElementType.UINT8, new long[] {-1, 4});
    TensorSpec weight = TensorSpec.float32("weight", 4, 2);
    GraphBuilder graph =
        GraphBuilder.named("pixels")
            .input(input)
            .input(weight)
            .node(
                "Cast",
                List.of("pixels"),
                List.of("x"),
                Attributes.integer("to", ElementType.FLOAT32.code()))
            .node("MatMul", List.of("x", "weight"), List.of("y"))
            .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 2));
    HeadGraph head = new HeadGraph(graph.build(), List.of(input), List.of(weight), "y");
    Loss loss = Losses.of(LossSpec.MEAN_SQUARED_ERROR);
    assertThatThrownBy(() -> GradientGraph.compile(head, loss, 1))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("must be float32, int64 or int32");
  }

  private static GradientGraph compile(ElementType ids) {
    TensorSpec input = new TensorSpec("ids", ids, new long[] {TensorSpec.DYNAMIC, 4});
    List<TensorSpec> parameters =
        List.of(TensorSpec.float32("table", WORDS, WIDTH), TensorSpec.float32("weight", WIDTH, 2));
    GraphBuilder graph = GraphBuilder.named("embeddings").input(input);
    parameters.forEach(graph::input);
    graph
        .node("Gather", List.of("table", "ids"), List.of("words"))
        .node(
            "ReduceMean",
            List.of("words"),
            List.of("text"),
            Attributes.integers("axes", 1),
            Attributes.integer("keepdims", 0))
        .node("MatMul", List.of("text", "weight"), List.of("logits"))
        .node("Softmax", List.of("logits"), List.of("p"), Attributes.integer("axis", 1))
        .output(TensorSpec.float32("p", TensorSpec.DYNAMIC, 2));
    HeadGraph head = new HeadGraph(graph.build(), List.of(input), parameters, "p");
    return GradientGraph.compile(head, Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY), BATCH.size());
  }

  private static Batch.Row row(int truth, float... ids) {
    return new Batch.Row(List.of(ids), new double[] {truth});
  }

  private static float[] theta(GradientGraph graph) {
    SplittableRandom random = new SplittableRandom(3);
    float[] theta = new float[graph.layout().size()];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) random.nextDouble(-1, 1);
    }
    return theta;
  }

  private static double slope(GradientGraph graph, float[] theta, int index) {
    float[] up = theta.clone();
    float[] down = theta.clone();
    up[index] += 1 / 128f;
    down[index] -= 1 / 128f;
    return (mean(graph.score(up, BATCH).losses()) - mean(graph.score(down, BATCH).losses()))
        / (up[index] - down[index]);
  }

  private static double mean(float[] losses) {
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return sum / losses.length;
  }
}
