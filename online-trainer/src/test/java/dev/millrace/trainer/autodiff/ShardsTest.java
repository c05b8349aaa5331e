package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches in shards give what they give in one piece, and a head whose examples meet has none. */
final class ShardsTest {

  private static final Loss SQUARED = Losses.of(LossSpec.MEAN_SQUARED_ERROR);

  /** Sums in another order. */
  private static final double FLOAT32 = 1e-6;

  private static final int ROWS = 7;

  static List<Arguments> headsOfSingleExamples() {
    return List.of(
        head("dense layers", 5, ShardsTest::dense),
        head("softmax over classes", 5, h -> dense(h, "s").node("Softmax", "s", "y", axis(1))),
        head("convolution", 2, h -> conv(h).node("ReduceMean", "c last", "y", keep(0))),
        head("recurrence", 2, ShardsTest::lstm),
        head("normalized", 3, ShardsTest::normalized),
        head("attention", 3, ShardsTest::attention),
        head("counted rows", 12, ShardsTest::reshapedByCount),
        head(
            "cut and put together",
            6,
            h ->
                weighted(h)
                    .constant("from", 1)
                    .constant("to", 3)
                    .constant("axes", 2)
                    .node("Slice", "xw from to axes", "cut")
                    .node("Concat", "cut cut", "both", axis(2))
                    .constant("rows", 0, -1)
                    .node("Reshape", "both rows", "flat")
                    .constant("half", 6, 6)
                    .node("Split", "flat half", "y rest", axis(1))));
  }

  static List<Arguments> headsWhoseExamplesMeet() {
    return List.of(
        head("mean of the batch", 5, h -> meets(h).constant("zero", 0), "ReduceMean", "zero"),
        head("sum along the batch", 5, h -> meets(h).constant("zero", 0), "CumSum", "zero"),
        head("softmax over examples", 5, h -> dense(h, "s").node("Softmax", "s", "y", axis(0))),
        head(
            "examples against examples",
            5,
            h ->
                dense(h, "s")
                    .node("Transpose", "s", "t", Attributes.integers("perm", 1, 0))
                    .node("MatMul", "s t", "pairs")
                    .node("MatMul", "pairs s", "y")),
        head(
            "examples as a sequence",
            2,
            h ->
                cells(dense(h, "s").constant("one", 1).node("Unsqueeze", "s one", "steps"), 5)
                    .node("LSTM", "steps w r", "all", Attributes.integer("hidden_size", 2))
                    .constant("drop", 1, 2)
                    .node("Squeeze", "all drop", "y")),
        head(
            "divided by their number",
            5,
            h ->
                dense(h, "s")
                    .node("Shape", "s", "shape")
                    .constant("first", 0)
                    .node("Gather", "shape first", "count")
                    .node("Cast", "count", "real", Attributes.integer("to", 1))
                    .node("Div", "s real", "y")),
        head(
            "elements that change rows",
            5,
            h ->
                dense(h, "s")
                    .node("Transpose", "s", "t", Attributes.integers("perm", 1, 0))
                    .constant("five", -1, 5)
                    .node("Reshape", "t five", "y")),
        head(
            "shifted by a row",
            5,
            h ->
                dense(h, "s")
                    .constant("pads", 1, 0, 0, 0)
                    .node("Pad", "s pads", "padded")
                    .constant("from", 0)
                    .constant("to", -1)
                    .constant("axes", 0)
                    .node("Slice", "padded from to axes", "y")));
  }

  private static Arguments head(String name, int outputs, UnaryOperator<SmallHead> nodes) {
    return Arguments.of(name, nodes.apply(new SmallHead()).build(outputs, 18));
  }

  /** The operator gives {@code m} from {@code s} and what is named. */
  private static Arguments head(
      String name, int outputs, UnaryOperator<SmallHead> nodes, String operator, String along) {
    return head(
        name,
        outputs,
        h -> nodes.apply(h).node(operator, "s " + along, "m").node("Sub", "s m", "y"));
  }

  private static SmallHead meets(SmallHead head) {
    return dense(head, "s");
  }

  private static ai.onnx.proto.OnnxMl.AttributeProto axis(long axis) {
    return Attributes.integer("axis", axis);
  }

  private static ai.onnx.proto.OnnxMl.AttributeProto keep(long keep) {
    return Attributes.integer("keepdims", keep);
  }

  private static SmallHead dense(SmallHead head) {
    return dense(head, "y");
  }

  private static SmallHead dense(SmallHead head, String result) {
    return head.parameter("b", 5)
        .parameter("v", 12, 5)
        .node("Flatten", "x", "flat", axis(1))
        .node("MatMul", "flat v", "product")
        .node("Add", "product b", result);
  }

  private static SmallHead weighted(SmallHead head) {
    return head.parameter("w", 4, 6).node("MatMul", "x w", "xw");
  }

  private static SmallHead conv(SmallHead head) {
    return head.parameter("k", 2, 3, 3).constant("last", 2).node("Conv", "x k", "c");
  }

  private static SmallHead cells(SmallHead head, int width) {
    return head.parameter("w", 1, 8, width).parameter("r", 1, 8, 2);
  }

  private static SmallHead lstm(SmallHead head) {
    return cells(head, 4)
        .node("Transpose", "x", "steps", Attributes.integers("perm", 1, 0, 2))
        .node("LSTM", "steps w r", " last", Attributes.integer("hidden_size", 2))
        .constant("first", 0)
        .node("Squeeze", "last first", "y");
  }

  private static SmallHead normalized(SmallHead head) {
    return head.parameter("g", 4)
        .parameter("h", 4)
        .node("LayerNormalization", "x g h", "n", axis(-1))
        .constant("last", 2)
        .node("ReduceMax", "n last", "y", keep(0));
  }

  private static SmallHead attention(SmallHead head) {
    return head.parameter("w", 4, 4)
        .node("MatMul", "x w", "q")
        .node("Transpose", "x", "k", Attributes.integers("perm", 0, 2, 1))
        .node("MatMul", "q k", "weights")
        .node("Softmax", "weights", "soft", axis(2))
        .node("MatMul", "soft x", "seen")
        .constant("last", 2)
        .node("ReduceSum", "seen last", "y", keep(0));
  }

  /** As PyTorch writes {@code x.view(x.size(0), -1)}. */
  private static SmallHead reshapedByCount(SmallHead head) {
    return head.parameter("g", 4)
        .node("Mul", "x g", "scaled")
        .node("Shape", "scaled", "shape")
        .constant("first", 0)
        .node("Gather", "shape first", "count")
        .constant("rest", -1)
        .node("Concat", "count rest", "target", axis(0))
        .node("Reshape", "scaled target", "y");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headsOfSingleExamples")
  void shardsGiveWhatTheWholeBatchGives(String name, HeadGraph head) {
    assertThat(holds(head)).isTrue();
    assertThat(Sharding.of(head).shards(Integer.MAX_VALUE)).isEqualTo(Sharding.MOST);
    for (int shards : new int[] {2, 3, ROWS}) {
      try (GradientGraph whole = compile(head, rows -> 1);
          GradientGraph cut = compile(head, rows -> Math.min(rows, shards))) {
        for (int rows : new int[] {ROWS, ROWS - 1}) {
          assertSame(whole, cut, rows);
        }
      }
    }
  }

  private static void assertSame(GradientGraph whole, GradientGraph cut, int rows) {
    Batch batch = batch(rows, whole.outputs());
    float[] theta = numbers(whole.layout().size(), 3);
    float[] expected = new float[theta.length];
    float[] gradient = new float[theta.length];
    GradientGraph.Scores before = whole.gradient(theta, batch, expected);
    GradientGraph.Scores now = cut.gradient(theta, batch, gradient);
    assertThat(Golden.distance(gradient, expected)).isLessThan(FLOAT32);
    for (GradientGraph.Scores scores : List.of(now, cut.score(theta, batch))) {
      assertThat(Golden.distance(scores.losses(), before.losses())).isLessThan(FLOAT32);
      assertThat(scores.scores()).hasDimensions(rows, whole.outputs());
      for (int i = 0; i < rows; i++) {
        assertThat(Golden.distance(scores.scores()[i], before.scores()[i])).isLessThan(FLOAT32);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headsWhoseExamplesMeet")
  void examplesThatMeetStayInOnePiece(String name, HeadGraph head) {
    assertThat(holds(head)).isFalse();
    assertThat(Sharding.of(head).shards(Integer.MAX_VALUE)).isEqualTo(1);
    // Otherwise the head would be no case of this.
    try (GradientGraph whole = compile(head, rows -> 1);
        GradientGraph cut = compile(head, rows -> Math.min(rows, 2))) {
      Batch batch = batch(ROWS, whole.outputs());
      float[] theta = numbers(whole.layout().size(), 3);
      assertThat(Golden.distance(cut.score(theta, batch).losses(), losses(whole, theta, batch)))
          .isGreaterThan(1e-3);
    }
  }

  @Test
  void batchOfLittleWorkStaysInOnePiece() {
    HeadGraph head =
        OperatorSets.upgrade(
            conv(new SmallHead()).node("ReduceMean", "c last", "y", keep(0)).build(2, 18));
    Sharding sharding = Sharding.of(head);
    long each = HeadWork.of(head, HeadInference.of(head.graph()));
    // 4 results of 9 products each, and their 2 means.
    assertThat(each).isEqualTo(4 * 9 + 2);
    int enough = (int) (2 * Sharding.LEAST_WORK / each) + 1;
    assertThat(sharding.shards(1)).isEqualTo(1);
    assertThat(sharding.shards(enough - 2)).isEqualTo(1);
    assertThat(sharding.shards(enough)).isEqualTo(2);
  }

  @Test
  void shardThatFailsFailsTheStepAndTheNextOneIsWhole() {
    TensorSpec x = TensorSpec.float32("x", TensorSpec.DYNAMIC, 1);
    TensorSpec table = TensorSpec.float32("table", 3, 2);
    HeadGraph head =
        new HeadGraph(
            GraphBuilder.named("head")
                .input(x)
                .input(table)
                .node("Cast", List.of("x"), List.of("id"), Attributes.integer("to", 7))
                .node("Gather", List.of("table", "id"), List.of("rows"))
                .initializer("one", new long[] {1}, 1)
                .node("Squeeze", List.of("rows", "one"), List.of("y"))
                .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 2))
                .build(),
            List.of(x),
            List.of(table),
            "y");
    float[] theta = {1, 2, 3, 4, 5, 6};
    float[] gradient = new float[6];
    try (GradientGraph graph = compile(head, rows -> Math.min(rows, 2))) {
      assertThatThrownBy(() -> graph.gradient(theta, ids(0, 1, 2, 9), gradient))
          .isInstanceOf(StepFailed.class)
          .hasMessageContaining("a step over 4 examples failed");
      graph.gradient(theta, ids(0, 1, 2, 2), gradient);
      // Mean over 4 examples and 2 values of (y − 0)²: y / 4, twice for the last row.
      assertThat(gradient).containsExactly(0.25f, 0.5f, 0.75f, 1, 2.5f, 3);
    }
  }

  private static Batch ids(int... ids) {
    List<Batch.Row> rows = new ArrayList<>();
    for (int id : ids) {
      rows.add(new Batch.Row(List.of(new float[] {id}), new double[2]));
    }
    return new Batch(rows);
  }

  private static float[] losses(GradientGraph graph, float[] theta, Batch batch) {
    return graph.score(theta, batch).losses();
  }

  private static boolean holds(HeadGraph head) {
    HeadGraph current = OperatorSets.upgrade(head);
    return ExampleWise.holds(current, HeadInference.of(current.graph()));
  }

  private static GradientGraph compile(HeadGraph head, Sharding sharding) {
    return GradientGraph.compile(head, MaskedHead.none(head), SQUARED, ROWS, sharding);
  }

  private static Batch batch(int rows, int outputs) {
    List<Batch.Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double[] truth = new SplittableRandom(100 + i).doubles(outputs, -1, 1).toArray();
      all.add(new Batch.Row(List.of(numbers(12, i)), truth));
    }
    return new Batch(all);
  }

  private static float[] numbers(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }
}
