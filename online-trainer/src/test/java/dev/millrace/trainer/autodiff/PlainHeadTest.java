package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import dev.millrace.trainer.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small dense heads give in Java what they give in ONNX Runtime. */
final class PlainHeadTest {

  /** Float32 sums over at most 384 products in another order; a part of the largest element. */
  private static final double TOLERANCE = 2e-6;

  private static final Loss CROSS_ENTROPY = Losses.of(LossSpec.SOFTMAX_CROSS_ENTROPY);

  private static HeadGraph head(int width, int hidden, int classes) {
    return Heads.attach(
        new HeadSpec(HeadSpec.Kind.SOFTMAX, hidden, classes),
        TensorSpec.float32("x", TensorSpec.DYNAMIC, width),
        GraphBuilder.OPSET);
  }

  /** As PyTorch writes it: weights {@code [out, in]}, no bias in the second layer. */
  private static HeadGraph exported(int width, int hidden, int classes) {
    List<TensorSpec> parameters =
        List.of(
            TensorSpec.float32("b", hidden),
            TensorSpec.float32("v", classes, hidden),
            TensorSpec.float32("w", hidden, width));
    GraphBuilder graph =
        GraphBuilder.named("head").input(TensorSpec.float32("x", TensorSpec.DYNAMIC, width));
    parameters.forEach(graph::input);
    graph
        .node("Gemm", List.of("x", "w", "b"), List.of("h"), Attributes.integer("transB", 1))
        .node("Relu", List.of("h"), List.of("a"))
        .node("Gemm", List.of("a", "v"), List.of("s"), Attributes.integer("transB", 1))
        .node("Softmax", List.of("s"), List.of("y"), Attributes.integer("axis", 1))
        .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, classes));
    return new HeadGraph(
        graph.build(18, GraphBuilder.IR),
        List.of(TensorSpec.float32("x", TensorSpec.DYNAMIC, width)),
        parameters,
        "y");
  }

  private static float[] random(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-0.3, 0.3);
    }
    return values;
  }

  private static Batch batch(int rows, int width, int classes) {
    List<Batch.Row> examples = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      examples.add(new Batch.Row(List.of(random(width, i)), new double[] {i % classes}));
    }
    return new Batch(examples);
  }

  private static void assertAgrees(HeadGraph head, Batch batch, int classes) {
    PlainHead plain = PlainHead.of(head, CROSS_ENTROPY).orElseThrow();
    // The same loss without its form in Java, so that ONNX Runtime runs it.
    try (GradientGraph graph =
        GradientGraph.compile(head, new OnlyGraph(CROSS_ENTROPY), batch.size())) {
      float[] theta = random(graph.layout().size(), -7);
      float[] expected = new float[theta.length];
      float[] gradient = random(theta.length, 3);
      Scores there = graph.gradient(theta, batch, expected);
      Scores here = plain.gradient(theta, batch, gradient);
      assertThat(Golden.distance(gradient, expected)).isLessThan(TOLERANCE);
      assertThat(Golden.distance(here.losses(), there.losses())).isLessThan(TOLERANCE);
      Scores scored = plain.score(theta, batch);
      assertThat(scored.losses()).isEqualTo(here.losses());
      for (int i = 0; i < batch.size(); i++) {
        assertThat(here.scores()[i]).hasSize(classes);
        assertThat(Golden.distance(here.scores()[i], there.scores()[i])).isLessThan(TOLERANCE);
        assertThat(scored.scores()[i]).isEqualTo(here.scores()[i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"384,0,4,1", "384,0,4,16", "7,0,3,5", "384,128,4,1", "33,40,2,3", "5,1,9,4"})
  void attachedHeadsAgreeWithOnnxRuntime(int width, int hidden, int classes, int rows) {
    assertAgrees(head(width, hidden, classes), batch(rows, width, classes), classes);
  }

  @ParameterizedTest
  @CsvSource({"384,128,4,1", "33,40,2,3", "5,1,9,4"})
  void exportedHeadsAgreeWithOnnxRuntime(int width, int hidden, int classes, int rows) {
    assertAgrees(exported(width, hidden, classes), batch(rows, width, classes), classes);
  }

  @Test
  void onlyTheWorkOfARunDecides() {
    PlainHead linear = PlainHead.of(head(384, 0, 4), CROSS_ENTROPY).orElseThrow();
    assertThat(linear.takes(1)).isTrue();
    assertThat(linear.takes(32)).isTrue();
    assertThat(linear.takes(33)).isFalse();
  }

  @Test
  void compiledGraphTakesItForFewExamplesAndOnnxRuntimeForMany() {
    HeadGraph head = head(384, 0, 4);
    PlainHead plain = PlainHead.of(head, CROSS_ENTROPY).orElseThrow();
    try (GradientGraph graph = GradientGraph.compile(head, CROSS_ENTROPY, 1);
        GradientGraph other = GradientGraph.compile(head, new OnlyGraph(CROSS_ENTROPY), 1)) {
      float[] theta = random(graph.layout().size(), -7);
      float[] ours = new float[theta.length];
      float[] expected = new float[theta.length];
      for (int rows : new int[] {3, 64}) {
        Batch batch = batch(rows, 384, 4);
        graph.gradient(theta, batch, ours);
        if (plain.takes(rows)) {
          plain.gradient(theta, batch, expected);
        } else {
          other.gradient(theta, batch, expected);
        }
        assertThat(ours).as("%d rows", rows).isEqualTo(expected);
      }
    }
  }

  @Test
  void otherHeadsAndLossesHaveNoFormInJava() {
    Loss smoothed = Losses.of(new LossSpec.SoftmaxCrossEntropy(List.of(), 0.1));
    assertThat(PlainHead.of(head(4, 0, 2), smoothed)).isEmpty();
    assertThat(PlainHead.of(head(4, 0, 2), Losses.of(LossSpec.MEAN_SQUARED_ERROR))).isEmpty();
    HeadGraph images =
        new SmallHead()
            .parameter("w", 12, 2)
            .constant("flat", -1, 12)
            .node("Reshape", "x flat", "r")
            .node("Gemm", "r w", "s")
            .node("Softmax", "s", "y")
            .build(2, 18);
    assertThat(PlainHead.of(images, CROSS_ENTROPY)).isEmpty();
  }

  /** A loss that runs in ONNX Runtime alone. */
  private record OnlyGraph(Loss loss) implements Loss {
    @Override
    public TensorSpec target(long outputs) {
      return loss.target(outputs);
    }

    @Override
    public Terms append(Place at) {
      return loss.append(at);
    }
  }
}
