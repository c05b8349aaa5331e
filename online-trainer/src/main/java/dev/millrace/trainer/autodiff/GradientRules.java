package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one table of gradient rules: one row an operator of the standard domain, at the operator set
 * that {@link OperatorSets} brings heads to. Rows lie in a file for each family.
 */
public final class GradientRules {

  private static final Map<String, Rule> ROWS = new TreeMap<>();

  static {
    List.of(
            ElementwiseRules.rows(),
            FunctionRules.rows(),
            ActivationRules.rows(),
            SoftmaxRules.rows(),
            ProductRules.rows(),
            ReductionRules.rows(),
            ShapeRules.rows(),
            SliceRules.rows(),
            IndexRules.rows(),
            StopRules.rows(),
            StopRules.sources(),
            ConvolutionRules.rows(),
            PoolRules.rows(),
            ResizeRules.rows(),
            NormalizationRules.rows(),
            RecurrentRules.rows())
        .forEach(GradientRules::add);
  }

  private GradientRules() {}

  private static void add(Map<String, Rule> family) {
    family.forEach(
        (operator, rule) -> {
          if (ROWS.put(operator, rule) != null) {
            throw new IllegalStateException("two gradient rules for operator " + operator);
          }
        });
  }

  /** Names of the operators that let a gradient through. */
  public static Set<String> operators() {
    return ROWS.entrySet().stream()
        .filter(row -> row.getValue().passage() == Passage.YES)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What becomes of a gradient at an operator.
   *
   * @param operator its name, {@code domain:Op} outside the standard domain
   */
  public static Passage passage(String operator) {
    @Nullable Rule rule = ROWS.get(operator);
    return rule == null ? Passage.NO : rule.passage();
  }

  /** The rule of a node's operator. */
  static Optional<Rule> of(NodeProto node) {
    @Nullable Rule rule = node.getDomain().isEmpty() ? ROWS.get(node.getOpType()) : null;
    return Optional.ofNullable(rule);
  }
}
