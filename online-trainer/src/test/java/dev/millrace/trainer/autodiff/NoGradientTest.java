package dev.millrace.trainer.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.HeadGraph;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a gradient ends, and what is said of it. */
final class NoGradientTest {

  private static final Set<String> COMPARISONS =
      Set.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual");

  private final SmallHead head = new SmallHead();

  static Set<String> comparisons() {
    return COMPARISONS;
  }

  static Set<String> steps() {
    Set<String> others = new TreeSet<>(StopRules.rows().keySet());
    others.removeAll(COMPARISONS);
    return others;
  }

  @Test
  void bothKindsOfStoppingOperatorsAreThere() {
    assertThat(StopRules.rows().keySet()).containsAll(COMPARISONS);
    assertThat(steps()).contains("Floor", "Shape", "ArgMax");
  }

  @ParameterizedTest
  @MethodSource("steps")
  void parameterThatOnlyReachesTheLossThroughASteppedOperatorHasNoInfluence(String operator) {
    head.parameter("w", 3, 4)
        .constant("all", 1, -1)
        .node(operator, "w", "steps")
        .node("Cast", "steps", "real", Attributes.integer("to", 1))
        .node("Reshape", "real all", "row")
        .node("ReduceSum", "row", "sum")
        .node("Add", "x sum", "shifted")
        .node("Flatten", "shifted", "y");
    HeadGraph built = head.build(12, 17);
    assertThatThrownBy(() -> SmallHead.compile(built))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("parameter 'w' has no influence on the loss");
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  void comparisonOfParametersStopsTheGradient(String operator) {
    head.parameter("w", 4)
        .parameter("v", 4)
        .node(operator, "x w", "mask")
        .node("Mul", "x v", "xv")
        .node("Where", "mask xv x", "chosen")
        .node("Flatten", "chosen", "y");
    HeadGraph built = head.build(12, 17);
    assertThatThrownBy(() -> SmallHead.compile(built)).hasMessageContaining("'w' has no influence");
  }

  @Test
  void operatorWithoutRuleIsNamedWithTheNearestCutThatAvoidsIt() {
    head.parameter("w1", 4)
        .parameter("w2", 4)
        .parameter("w3", 4)
        .node("Mul", "x w1", "a")
        .node("Asinh", "a", "b")
        .node("Mul", "b w2", "c")
        .node("Mul", "c w3", "d")
        .node("Flatten", "d", "y");
    HeadGraph built = head.build(12, 17);
    assertThatThrownBy(() -> SmallHead.compile(built))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("no gradient rule, at operator Asinh, node 'Asinh_b' (result 'b')")
        .hasMessageContaining("trains only what lies behind it: [w2, w3]");
  }

  @Test
  void formWithoutRuleIsNamedWithTheNearestCutThatAvoidsIt() {
    head.parameter("w1", 4)
        .parameter("w2", 4)
        .node("Mul", "x w1", "a")
        .node("Einsum", "a", "b", Attributes.text("equation", "...i->...i"))
        .node("Mul", "b w2", "c")
        .node("Flatten", "c", "y");
    HeadGraph built = head.build(12, 17);
    assertThatThrownBy(() -> SmallHead.compile(built))
        .hasMessageContaining("an ellipsis in '...i->...i' has no gradient rule")
        .hasMessageContaining("trains only what lies behind it: [w2]");
  }

  @Test
  void operatorThatAllParametersGoThroughLeavesNoCut() {
    head.parameter("w", 4)
        .node("Mul", "x w", "a")
        .node("Asinh", "a", "b")
        .node("Flatten", "b", "y");
    HeadGraph built = head.build(12, 17);
    assertThatThrownBy(() -> SmallHead.compile(built))
        .hasMessageContaining("no trainable parameter lies behind it");
  }

  @Test
  void broadcastingAlongANamedAxisIsRefused() {
    head.parameter("w", 3)
        .node(
            "Add",
            "x w",
            "shifted",
            Attributes.integer("axis", 1),
            Attributes.integer("broadcast", 1))
        .node("Flatten", "shifted", "y");
    HeadGraph built = head.build(12, 6);
    assertThatThrownBy(() -> SmallHead.compile(built))
        .isInstanceOf(NoGradient.class)
        .hasMessageContaining("along a named axis ended with operator set 7")
        .hasMessageContaining("operator Add");
  }
}
