package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.trainer.Golden;
import dev.millrace.trainer.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole graphs as exporters write them: what goes beyond one operator. */
final class GradientOfGraphsTest {

  /** Float32 sums over a step of 1/128, and its square times the third derivative. */
  private static final double DIFFERENCES = 5e-3;

  private final GraphBuilder graph =
      GraphBuilder.named("head").input(TensorSpec.float32("x", TensorSpec.DYNAMIC, 3, 4));
  private final List<TensorSpec> parameters = new ArrayList<>();

  private GradientOfGraphsTest parameter(String name, long... dims) {
    TensorSpec spec = TensorSpec.float32(name, dims);
    graph.input(spec);
    parameters.add(spec);
    return this;
  }

  private GradientOfGraphsTest node(String operator, String inputs, String outputs) {
    graph.node(operator, List.of(inputs.split(" ")), List.of(outputs.split(" ")));
    return this;
  }

  private HeadGraph head(int outputs, int opset) {
    graph.output(TensorSpec.float32("y", TensorSpec.DYNAMIC, outputs));
    List<TensorSpec> features = List.of(TensorSpec.float32("x", TensorSpec.DYNAMIC, 3, 4));
    return new HeadGraph(graph.build(opset, GraphBuilder.IR), features, parameters, "y");
  }

  private static GradientGraph compile(HeadGraph head) {
    return GradientGraph.compile(head, Losses.of(LossSpec.MEAN_SQUARED_ERROR), 2);
  }

  private static void assertGradientAgreesWithDifferences(HeadGraph head, int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    List<Batch.Row> batch = new ArrayList<>();
    try (GradientGraph compiled = compile(head)) {
      for (int i = 0; i < rows; i++) {
        double[] truth = random.doubles(compiled.outputs(), -1, 1).toArray();
        batch.add(new Batch.Row(List.of(floats(random, 12)), truth));
      }
      float[] theta = floats(random, compiled.layout().size());
      float[] gradient = new float[theta.length];
      compiled.gradient(theta, new Batch(batch), gradient);
      float[] slopes = new float[theta.length];
      for (int i = 0; i < theta.length; i++) {
        slopes[i] = slope(compiled, theta, i, new Batch(batch));
      }
      assertThat(Golden.distance(gradient, slopes)).isLessThan(DIFFERENCES);
      assertThat(slopes)
          .as("a parameter that does something")
          .isNotEqualTo(new float[slopes.length]);
    }
  }

  private static float slope(GradientGraph compiled, float[] theta, int index, Batch batch) {
    float step = 1f / 128;
    float[] up = theta.clone();
    float[] down = theta.clone();
    up[index] += step;
    down[index] -= step;
    double difference = 0;
    float[] above = compiled.score(up, batch).losses();
    float[] below = compiled.score(down, batch).losses();
    for (int i = 0; i < above.length; i++) {
      difference += (double) above[i] - below[i];
    }
    return (float) (difference / batch.size() / (up[index] - down[index]));
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** PyTorch writes heads by reshaping to a shape that it computes from the input's. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void attentionWithComputedShapesTrainsAtEveryBatchSize(int rows) {
    for (String side : List.of("q", "k", "v")) {
      parameter("w" + side, 4, 4).node("MatMul", "x w" + side, side + "_flat");
      node("Reshape", side + "_flat shape4", side + "_heads");
      graph.node(
          "Transpose",
          List.of(side + "_heads"),
          List.of(side),
          Attributes.integers("perm", 0, 2, 1, 3));
    }
    parameter("wo", 4, 2);
    GraphBuilder front = GraphBuilder.from(attentionShapes(graph.build()));
    HeadGraph head = attentionEnd(front);
    assertGradientAgreesWithDifferences(head, rows);
  }

  /** Shape → Gather → Unsqueeze → Concat, which must come before its first use. */
  private static dev.millrace.models.graph.OnnxGraph attentionShapes(
      dev.millrace.models.graph.OnnxGraph used) {
    GraphBuilder shaped = GraphBuilder.named("head");
    used.inputs().forEach(shaped::input);
    shaped
        .initializer("zero", new long[] {0})
        .initializer("axis0", new long[] {0}, 1)
        .initializer("rest", new long[] {3, 2, 2}, 3)
        .node("Shape", List.of("x"), List.of("shape"))
        .node("Gather", List.of("shape", "zero"), List.of("n"), Attributes.integer("axis", 0))
        .node("Unsqueeze", List.of("n", "axis0"), List.of("n1"))
        .node("Concat", List.of("n1", "rest"), List.of("shape4"), Attributes.integer("axis", 0));
    used.nodes().forEach(shaped::node);
    return shaped.build();
  }

  private HeadGraph attentionEnd(GraphBuilder front) {
    front
        .initializer("scale", new float[] {0.7f})
        .initializer("joined", new long[] {0, 0, 4}, 3)
        .initializer("first", new long[] {0})
        .node("Transpose", List.of("k"), List.of("kt"), Attributes.integers("perm", 0, 1, 3, 2))
        .node("MatMul", List.of("q", "kt"), List.of("raw"))
        .node("Mul", List.of("raw", "scale"), List.of("scaled"))
        .node("Softmax", List.of("scaled"), List.of("weights"), Attributes.integer("axis", -1))
        .node("MatMul", List.of("weights", "v"), List.of("mixed"))
        .node(
            "Transpose", List.of("mixed"), List.of("back"), Attributes.integers("perm", 0, 2, 1, 3))
        .node("Reshape", List.of("back", "joined"), List.of("rows"))
        .node("Gather", List.of("rows", "first"), List.of("token"), Attributes.integer("axis", 1))
        .node("MatMul", List.of("token", "wo"), List.of("y"))
        .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 2));
    List<TensorSpec> features = List.of(TensorSpec.float32("x", TensorSpec.DYNAMIC, 3, 4));
    return new HeadGraph(front.build(), features, parameters, "y");
  }

  @Test
  void gradientPassesThroughOtherKindsOfRealNumbers() {
    parameter("w", 4).node("Mul", "x w", "xw");
    graph
        .node("Cast", List.of("xw"), List.of("wide"), Attributes.integer("to", 11))
        .node("Sigmoid", List.of("wide"), List.of("s"))
        .node("Relu", List.of("s"), List.of("r"))
        .node("Cast", List.of("r"), List.of("narrow"), Attributes.integer("to", 1))
        .initializer("one", new long[] {1}, 1)
        .node(
            "ReduceMean",
            List.of("narrow"),
            List.of("y"),
            Attributes.integers("axes", 1),
            Attributes.integer("keepdims", 0));
    assertGradientAgreesWithDifferences(head(4, 13), 3);
  }

  @Test
  void constantsThatAreComputedAreReadByTheRules() {
    parameter("w", 4).node("Mul", "x w", "xw");
    graph
        .node("Constant", List.of(), List.of("one"), Attributes.integer("value_int", 1))
        .node("Neg", List.of("one"), List.of("minus"))
        .node("Add", List.of("minus", "one"), List.of("zero"))
        .initializer("vector", new long[] {1}, 1)
        .node("Reshape", List.of("zero", "vector"), List.of("start"))
        .node("Reshape", List.of("one", "vector"), List.of("axis"))
        .node("Slice", List.of("xw", "start", "axis", "axis"), List.of("cut"))
        .node("ReduceSum", List.of("cut", "axis"), List.of("y"), Attributes.integer("keepdims", 0));
    assertGradientAgreesWithDifferences(head(4, 13), 3);
  }

  @Test
  void valueThatIsUsedTwiceGetsBothGradients() {
    parameter("w", 4)
        .node("Mul", "x w", "a")
        .node("Mul", "a a", "b")
        .node("Add", "a b", "c")
        .node("Flatten", "c", "y");
    assertGradientAgreesWithDifferences(head(12, 17), 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ArgMax", "ArgMin", "Ceil", "EyeLike", "Floor", "IsInf", "IsNaN", "NonZero", "Round",
        "Shape", "Sign", "Size"
      })
  void parameterThatOnlyReachesTheLossThroughASteppedOperatorHasNoInfluence(String operator) {
    parameter("w", 3, 4).node(operator, "w", "steps");
    graph
        .node("Cast", List.of("steps"), List.of("real"), Attributes.integer("to", 1))
        .initializer("all", new long[] {1, -1}, 2)
        .node("Reshape", List.of("real", "all"), List.of("row"))
        .node("ReduceSum", List.of("row"), List.of("sum"), Attributes.integer("keepdims", 1))
        .node("Add", List.of("x", "sum"), List.of("shifted"));
    node("Flatten", "shifted", "y");
    HeadGraph head = head(12, 17);
    assertThatThrownBy(() -> compile(head))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("parameter 'w' has no influence on the loss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"})
  void comparisonOfParametersStopsTheGradient(String operator) {
    parameter("w", 4).parameter("v", 4).node(operator, "x w", "mask").node("Mul", "x v", "xv");
    node("Where", "mask xv x", "chosen").node("Flatten", "chosen", "y");
    HeadGraph head = head(12, 17);
    assertThatThrownBy(() -> compile(head)).hasMessageContaining("'w' has no influence");
  }

  @Test
  void everyStoppingOperatorIsTested() {
    assertThat(StopRules.rows().keySet())
        .containsExactlyInAnyOrder(
            "ArgMax",
            "ArgMin",
            "Ceil",
            "EyeLike",
            "Floor",
            "IsInf",
            "IsNaN",
            "NonZero",
            "Round",
            "Shape",
            "Sign",
            "Size",
            "Equal",
            "Greater",
            "GreaterOrEqual",
            "Less",
            "LessOrEqual");
  }

  @Test
  void operatorWithoutRuleIsNamedWithTheNearestCutThatAvoidsIt() {
    parameter("w1", 4).parameter("w2", 4).parameter("w3", 4);
    node("Mul", "x w1", "a").node("Asinh", "a", "b").node("Mul", "b w2", "c");
    node("Mul", "c w3", "d").node("Flatten", "d", "y");
    HeadGraph head = head(12, 17);
    assertThatThrownBy(() -> compile(head))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("no gradient rule, at operator Asinh, node 'Asinh_b' (result 'b')")
        .hasMessageContaining("trains only what lies behind it: [w2, w3]");
  }

  @Test
  void operatorThatAllParametersGoThroughLeavesNoCut() {
    parameter("w", 4).node("Mul", "x w", "a").node("Asinh", "a", "b").node("Flatten", "b", "y");
    HeadGraph head = head(12, 17);
    assertThatThrownBy(() -> compile(head))
        .hasMessageContaining("no trainable parameter lies behind it");
  }

  @Test
  void operatorWithoutRuleBesideTheWayIsNoHindrance() {
    parameter("w", 4).node("Asinh", "x", "a").node("Mul", "a w", "b").node("Flatten", "b", "y");
    assertGradientAgreesWithDifferences(head(12, 17), 2);
  }

  @Test
  void broadcastingAlongANamedAxisIsRefused() {
    parameter("w", 3).node("Flatten", "x", "flat");
    graph.node(
        "Add",
        List.of("x", "w"),
        List.of("shifted"),
        Attributes.integer("axis", 1),
        Attributes.integer("broadcast", 1));
    node("Flatten", "shifted", "y");
    HeadGraph head = head(12, 6);
    assertThatThrownBy(() -> compile(head))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("along a named axis ended with operator set 7")
        .hasMessageContaining("operator Add");
  }

  @Test
  void headOfTheTargetSetOrANewerOneKeepsItsNodes() {
    parameter("w", 4).node("Mul", "x w", "a").node("Flatten", "a", "y");
    HeadGraph head = head(12, 21);
    assertThat(OperatorSets.upgrade(head)).isSameAs(head);
  }

  @Test
  void olderHeadComesToTheTargetSetWithTheNodesThatStay() {
    parameter("w", 4).node("Mul", "x w", "a").node("Flatten", "a", "y");
    HeadGraph head = head(12, 11);
    HeadGraph upgraded = OperatorSets.upgrade(head);
    assertThat(upgraded.graph().opset()).contains((long) OperatorSets.TARGET);
    assertThat(upgraded.graph().nodes()).isEqualTo(head.graph().nodes());
    assertThat(upgraded.parameters()).isEqualTo(head.parameters());
  }

  @Test
  void dimensionsThatOnlyARunTellsAreKnown() {
    parameter("w", 4).node("Mul", "x w", "a");
    graph
        .node("Shape", List.of("a"), List.of("shape"))
        .node("ReduceProd", List.of("shape"), List.of("count"), Attributes.integer("keepdims", 1))
        .initializer("twelve", new long[] {12}, 1)
        .node("Div", List.of("count", "twelve"), List.of("rows"))
        .node("Concat", List.of("rows", "twelve"), List.of("to"), Attributes.integer("axis", 0))
        .node("Reshape", List.of("a", "to"), List.of("y"));
    HeadValues values = HeadInference.of(head(12, 17).graph());
    assertThat(values.shape("y")).contains(new long[] {TensorSpec.DYNAMIC, 12});
    assertThat(values.type("y")).isEqualTo(ElementType.FLOAT32);
    assertThat(values.integers("to")).as("depends on the number of rows").isEmpty();
  }
}
