package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads with If and Loop. */
final class BranchesTest {

  private final SmallHead head = new SmallHead().parameter("w", 4).parameter("v", 4);

  /** One operator on values from outside; its result is named alike in every branch. */
  private static GraphProto branch(String operator, String... inputs) {
    return GraphBuilder.named(operator)
        .node(operator, List.of(inputs), List.of("inner"))
        .untypedOutput("inner")
        .build()
        .graph();
  }

  private static AttributeProto[] branches(GraphProto then, GraphProto otherwise) {
    return new AttributeProto[] {
      Attributes.graph("then_branch", then), Attributes.graph("else_branch", otherwise)
    };
  }

  private HeadGraph finished(String value) {
    return head.node("Mul", value + " v", "scaled").node("Flatten", "scaled", "y").build(12, 17);
  }

  @Test
  void branchThatAConstantChoosesIsDifferentiated() {
    head.constant("one", 1)
        .node("Cast", "one", "truth", Attributes.integer("to", 9))
        .node("If", "truth", "a", branches(branch("Mul", "x", "w"), branch("Asinh", "w")))
        .node("Not", "truth", "lie")
        .node("If", "lie", "b", branches(branch("Asinh", "a"), branch("Tanh", "a")));
    SmallHead.assertGradientAgreesWithDifferences(finished("b"), 2);
  }

  @Test
  void branchThatAShapeChoosesIsDifferentiated() {
    head.constant("axis", 1)
        .constant("four", 4)
        .node("Shape", "x", "dims", Attributes.integer("start", 2))
        .node("Equal", "dims four", "truth")
        .node("If", "truth", "a", branches(branch("Mul", "x", "w"), branch("Asinh", "w")));
    SmallHead.assertGradientAgreesWithDifferences(finished("a"), 2);
  }

  @Test
  void branchesInsideABranchAreFoldedToo() {
    GraphProto nested =
        GraphBuilder.named("nested")
            .node("Mul", List.of("x", "w"), List.of("product"))
            .node(
                "If",
                List.of("truth"),
                List.of("inner"),
                branches(branch("Sin", "product"), branch("Asinh", "product")))
            .untypedOutput("inner")
            .build()
            .graph();
    head.constant("one", 1)
        .node("Cast", "one", "truth", Attributes.integer("to", 9))
        .node("If", "truth", "a", branches(nested, branch("Asinh", "w")));
    SmallHead.assertGradientAgreesWithDifferences(finished("a"), 2);
  }

  @Test
  void ifThatExamplesDecideIsNamedWithTheNearestCut() {
    head.constant("zero", 0)
        .node("Cast", "zero", "nothing", Attributes.integer("to", 1))
        .node("ReduceSum", "x", "sum", Attributes.integer("keepdims", 0))
        .node("Greater", "sum nothing", "truth")
        .node("If", "truth", "a", branches(branch("Mul", "x", "w"), branch("Add", "x", "w")));
    HeadGraph built = finished("a");
    assertThatThrownBy(() -> SmallHead.compile(built))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("no gradient rule, at operator If, node 'If_a' (result 'a')")
        .hasMessageContaining("trains only what lies behind it: [v]");
  }

  /** Whether there is one row may come out otherwise for the next batch. */
  @Test
  void ifThatTheNumberOfRowsDecidesStays() {
    head.constant("one", 1)
        .node("Shape", "x", "rows", Attributes.integer("end", 1))
        .node("Equal", "rows one", "truth")
        .node("If", "truth", "a", branches(branch("Mul", "x", "w"), branch("Add", "x", "w")));
    HeadGraph built = finished("a");
    assertThatThrownBy(() -> SmallHead.compile(built)).hasMessageContaining("at operator If");
  }

  @Test
  void loopIsNamedWithTheNearestCut() {
    GraphProto body =
        GraphBuilder.named("body")
            .input(new TensorSpec("i", ElementType.INT64, new long[0]))
            .input(new TensorSpec("going", ElementType.BOOL, new long[0]))
            .input(TensorSpec.float32("state", TensorSpec.DYNAMIC, 3, 4))
            .node("Identity", List.of("going"), List.of("on"))
            .node("Mul", List.of("state", "w"), List.of("after"))
            .output(new TensorSpec("on", ElementType.BOOL, new long[0]))
            .output(TensorSpec.float32("after", TensorSpec.DYNAMIC, 3, 4))
            .build()
            .graph();
    head.constant("times", 2).node("Loop", "times  x", "a", Attributes.graph("body", body));
    HeadGraph built = finished("a");
    assertThatThrownBy(() -> SmallHead.compile(built))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("no gradient rule, at operator Loop, node 'Loop_a' (result 'a')")
        .hasMessageContaining("trains only what lies behind it: [v]");
    assertThat(built.parameters()).hasSize(2);
  }
}
