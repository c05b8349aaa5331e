package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole graphs as exporters write them: what goes beyond one operator. */
final class GradientOfGraphsTest {

  private final SmallHead head = new SmallHead();

  private static AttributeProto axis(long axis) {
    return Attributes.integer("axis", axis);
  }

  private static AttributeProto order(long... axes) {
    return Attributes.integers("perm", axes);
  }

  /** PyTorch writes heads by reshaping to a shape that it computes from the input's. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void attentionWithComputedShapesTrainsAtEveryBatchSize(int rows) {
    head.constant("axis0", 0).constant("rest", 3, 2, 2).constant("joined", 0, 0, 4);
    head.node("Constant", "", "zero", Attributes.integer("value_int", 0))
        .node("Constant", "", "scale", Attributes.real("value_float", 0.7f))
        .node("Shape", "x", "shape")
        .node("Gather", "shape zero", "n", axis(0))
        .node("Unsqueeze", "n axis0", "n1")
        .node("Concat", "n1 rest", "shape4", axis(0));
    for (String side : List.of("q", "k", "v")) {
      head.parameter("w" + side, 4, 4)
          .node("MatMul", "x w" + side, side + "_flat")
          .node("Reshape", side + "_flat shape4", side + "_heads")
          .node("Transpose", side + "_heads", side, order(0, 2, 1, 3));
    }
    head.parameter("wo", 4, 2)
        .node("Transpose", "k", "kt", order(0, 1, 3, 2))
        .node("MatMul", "q kt", "raw")
        .node("Mul", "raw scale", "scaled")
        .node("Softmax", "scaled", "weights", axis(-1))
        .node("MatMul", "weights v", "mixed")
        .node("Transpose", "mixed", "back", order(0, 2, 1, 3))
        .node("Reshape", "back joined", "rows")
        .node("Gather", "rows zero", "token", axis(1))
        .node("MatMul", "token wo", "y");
    SmallHead.assertGradientAgreesWithDifferences(head.build(2, 17), rows);
  }

  @Test
  void gradientPassesThroughOtherKindsOfRealNumbers() {
    head.parameter("w", 4)
        .node("Mul", "x w", "xw")
        .node("Cast", "xw", "wide", Attributes.integer("to", ElementType.FLOAT64.code()))
        .node("Sigmoid", "wide", "s")
        .node("Relu", "s", "r")
        .node("Cast", "r", "narrow", Attributes.integer("to", ElementType.FLOAT32.code()))
        .node(
            "ReduceMean",
            "narrow",
            "y",
            Attributes.integers("axes", 1),
            Attributes.integer("keepdims", 0));
    SmallHead.assertGradientAgreesWithDifferences(head.build(4, 13), 3);
  }

  @Test
  void constantsThatAreComputedAreReadByTheRules() {
    head.parameter("w", 4)
        .constant("vector", 1)
        .node("Mul", "x w", "xw")
        .node("Constant", "", "one", Attributes.integer("value_int", 1))
        .node("Neg", "one", "minus")
        .node("Add", "minus one", "zero")
        .node("Reshape", "zero vector", "start")
        .node("Reshape", "one vector", "axis")
        .node("Slice", "xw start axis axis", "cut")
        .node("ReduceSum", "cut axis", "y", Attributes.integer("keepdims", 0));
    SmallHead.assertGradientAgreesWithDifferences(head.build(4, 13), 3);
  }

  @Test
  void valueThatIsUsedTwiceGetsBothGradients() {
    head.parameter("w", 4)
        .node("Mul", "x w", "a")
        .node("Mul", "a a", "b")
        .node("Add", "a b", "c")
        .node("Flatten", "c", "y");
    SmallHead.assertGradientAgreesWithDifferences(head.build(12, 17), 2);
  }

  @Test
  void operatorWithoutRuleBesideTheWayIsNoHindrance() {
    head.parameter("w", 4)
        .node("Asinh", "x", "a")
        .node("Mul", "a w", "b")
        .node("Flatten", "b", "y");
    SmallHead.assertGradientAgreesWithDifferences(head.build(12, 17), 2);
  }

  @Test
  void headOfTheTargetSetOrANewerOneKeepsItsNodes() {
    head.parameter("w", 4).node("Mul", "x w", "a").node("Flatten", "a", "y");
    HeadGraph newer = head.build(12, 21);
    assertThat(OperatorSets.upgrade(newer)).isSameAs(newer);
  }

  @Test
  void olderHeadComesToTheTargetSetWithTheNodesThatStay() {
    head.parameter("w", 4).node("Mul", "x w", "a").node("Flatten", "a", "y");
    HeadGraph older = head.build(12, 11);
    HeadGraph upgraded = OperatorSets.upgrade(older);
    assertThat(upgraded.graph().opset()).contains((long) OperatorSets.TARGET);
    assertThat(upgraded.graph().nodes()).isEqualTo(older.graph().nodes());
    assertThat(upgraded.parameters()).isEqualTo(older.parameters());
  }

  @Test
  void dimensionsThatOnlyARunTellsAreKnown() {
    head.parameter("w", 4)
        .constant("twelve", 12)
        .node("Mul", "x w", "a")
        .node("Shape", "a", "shape")
        .node("ReduceProd", "shape", "count")
        .node("Div", "count twelve", "rows")
        .node("Concat", "rows twelve", "to", axis(0))
        .node("Reshape", "a to", "y");
    HeadValues values = HeadInference.of(head.build(12, 17).graph());
    assertThat(values.shape("y")).contains(new long[] {TensorSpec.DYNAMIC, 12});
    assertThat(values.integers("twelve")).contains(new long[] {12});
    assertThat(values.integers("to")).as("depends on the number of rows").isEmpty();
  }
}
