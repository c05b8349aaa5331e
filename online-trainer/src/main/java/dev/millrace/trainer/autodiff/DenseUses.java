package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ParameterLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a head is made of dense layers alone: each parameter is the matrix or the bias
 * of one product over rows, and no operator lets one row see another. Then the gradient of an
 * example follows from its own row of the activations and of the gradient behind the layer.
 */
final class DenseUses {

  /** Operators that give each row of a result from the same row of their inputs. */
  private static final Set<String> ROW_BY_ROW =
      Set.of(
          "Abs",
          "Add",
          "Clip",
          "Div",
          "Elu",
          "Erf",
          "Exp",
          "Gelu",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LeakyRelu",
          "Log",
          "Max",
          "Min",
          "Mul",
          "Neg",
          "Pow",
          "Relu",
          "Selu",
          "Sigmoid",
          "Softplus",
          "Sqrt",
          "Sub",
          "Tanh");

  private static final Set<String> OVER_LAST_AXIS = Set.of("Softmax", "LogSoftmax");

  private final HeadGraph head;
  private final HeadValues values;
  private final Set<String> parameters;

  private DenseUses(HeadGraph head, HeadValues values) {
    this.head = head;
    this.values = values;
    this.parameters = new HashSet<>(ParameterLayout.of(head.parameters()).names());
  }

  /** What a parameter is in its layer. */
  enum Part {
    /** {@code [d, k]}. */
    MATRIX,
    /** {@code [k, d]}. */
    TURNED_MATRIX,
    /** {@code [k]} or {@code [1, k]}. */
    BIAS
  }

  /**
   * The one use of a parameter.
   *
   * @param from where the rows come from
   * @param rows value that a matrix multiplies {@code [n, d]}; for a bias the layer's result
   * @param result what the layer gives {@code [n, k]}
   */
  record Use(String parameter, Part part, From from, String rows, String result) {

    boolean ofFeatures() {
      return from == From.FEATURES;
    }
  }

  /** What the rows are that a layer takes. */
  enum From {
    FEATURES,
    ACTIVATIONS
  }

  /**
   * The uses of all parameters, in the order of the layout.
   *
   * @param head at an operator set that gradient rules know
   * @return empty where the head has anything else
   */
  static Optional<List<Use>> of(HeadGraph head, HeadValues values) {
    DenseUses search = new DenseUses(head, values);
    return search.rowsStayApart() ? search.uses() : Optional.empty();
  }

  private boolean rowsStayApart() {
    return head.graph().inputs().stream()
            .map(TensorSpec::name)
            .allMatch(name -> parameters.contains(name) || inRows(name))
        && head.graph().nodes().stream().allMatch(this::rowByRow);
  }

  private boolean rowByRow(NodeProto node) {
    if (!node.getDomain().isEmpty() || !NodeNames.outputs(node).stream().allMatch(this::inRows)) {
      return false;
    }
    String type = node.getOpType();
    return ROW_BY_ROW.contains(type)
        || (OVER_LAST_AXIS.contains(type) && (Attributes.integer(node, "axis", -1) & 1) == 1)
        || dense(node);
  }

  /** Rows times a matrix that is the same for all of them. */
  private boolean dense(NodeProto node) {
    String type = node.getOpType();
    boolean product =
        type.equals("MatMul")
            || (type.equals("Gemm")
                && Attributes.integer(node, "transA", 0) == 0
                && Attributes.real(node, "alpha", 1) == 1
                && Attributes.real(node, "beta", 1) == 1);
    return product && inRows(node.getInput(0)) && isFixed(node.getInput(1));
  }

  private boolean isFixed(String value) {
    return parameters.contains(value) || head.graph().initializers().containsKey(value);
  }

  /** Whether a value is {@code [n, k]} with an open n. */
  private boolean inRows(String value) {
    return values
        .shape(value)
        .filter(dims -> dims.length == 2 && dims[0] < 0 && dims[1] > 0)
        .isPresent();
  }

  private Optional<List<Use>> uses() {
    List<Use> found = new ArrayList<>();
    for (String parameter : ParameterLayout.of(head.parameters()).names()) {
      List<NodeProto> users =
          head.graph().nodes().stream()
              .filter(node -> node.getInputList().contains(parameter))
              .toList();
      Optional<Use> use = users.size() == 1 ? use(parameter, users.get(0)) : Optional.empty();
      if (use.isEmpty()) {
        return Optional.empty();
      }
      found.add(use.get());
    }
    return Optional.of(List.copyOf(found));
  }

  private Optional<Use> use(String parameter, NodeProto node) {
    List<String> inputs = node.getInputList();
    int place = inputs.indexOf(parameter);
    if (place != inputs.lastIndexOf(parameter)) {
      return Optional.empty();
    }
    String result = node.getOutput(0);
    if (dense(node) && place == 1) {
      Part part = Attributes.integer(node, "transB", 0) == 0 ? Part.MATRIX : Part.TURNED_MATRIX;
      From from = head.graph().input(inputs.get(0)).isPresent() ? From.FEATURES : From.ACTIVATIONS;
      return Optional.of(new Use(parameter, part, from, inputs.get(0), result));
    }
    boolean added = node.getOpType().equals("Add") || (dense(node) && place == 2);
    return added && isOneRow(parameter, result)
        ? Optional.of(new Use(parameter, Part.BIAS, From.ACTIVATIONS, result, result))
        : Optional.empty();
  }

  /** Whether a parameter is as wide as a result and stands for one row of it. */
  private boolean isOneRow(String parameter, String result) {
    long[] dims = values.shape(parameter).orElseThrow();
    long width = values.shape(result).orElseThrow()[1];
    return dims.length > 0
        && dims.length <= 2
        && dims[dims.length - 1] == width
        && (dims.length == 1 || dims[0] == 1);
  }
}
