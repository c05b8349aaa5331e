package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Element types of all values of a graph. What the file states is believed; the rest follows from
 * the operators: most give the type of their first input, the table lists those that don't.
 */
final class ValueTypes {

  private static final ElementType SAME = ElementType.OTHER;

  /** Types of an operator's outputs; SAME stands for the type of the first input. */
  private static final Map<String, List<ElementType>> BY_OPERATOR = new HashMap<>();

  static {
    Stream.of("Shape", "Size", "ArgMax", "ArgMin", "NonZero", "NonMaxSuppression")
        .forEach(op -> BY_OPERATOR.put(op, List.of(ElementType.INT64)));
    Stream.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Not", "And", "Or")
        .forEach(op -> BY_OPERATOR.put(op, List.of(ElementType.BOOL)));
    Stream.of("Xor", "IsNaN", "IsInf")
        .forEach(op -> BY_OPERATOR.put(op, List.of(ElementType.BOOL)));
    Stream.of("MatMulInteger", "ConvInteger")
        .forEach(op -> BY_OPERATOR.put(op, List.of(ElementType.INT32)));
    Stream.of("TopK", "MaxPool")
        .forEach(op -> BY_OPERATOR.put(op, List.of(SAME, ElementType.INT64)));
    BY_OPERATOR.put("Dropout", List.of(SAME, ElementType.BOOL));
    BY_OPERATOR.put("DequantizeLinear", List.of(ElementType.FLOAT32));
    BY_OPERATOR.put("QuantizeLinear", List.of(ElementType.UINT8));
    BY_OPERATOR.put(
        "DynamicQuantizeLinear",
        List.of(ElementType.UINT8, ElementType.FLOAT32, ElementType.UINT8));
  }

  private final Map<String, ElementType> types = new HashMap<>();

  private ValueTypes() {}

  static Map<String, ElementType> of(OnnxGraph graph) {
    ValueTypes found = new ValueTypes();
    graph.inputs().forEach(s -> found.types.put(s.name(), s.type()));
    graph
        .initializers()
        .values()
        .forEach(t -> found.types.put(t.getName(), Constants.spec(t).type()));
    for (ValueInfoProto value : graph.graph().getValueInfoList()) {
      found.state(OnnxGraph.spec(value));
    }
    graph.outputs().forEach(found::state);
    graph.nodes().forEach(found::node);
    return found.types;
  }

  private void state(TensorSpec spec) {
    if (spec.type() != ElementType.OTHER) {
      types.put(spec.name(), spec.type());
    }
  }

  private void node(NodeProto node) {
    for (int i = 0; i < node.getOutputCount(); i++) {
      types.putIfAbsent(node.getOutput(i), output(node, i));
    }
  }

  private ElementType output(NodeProto node, int index) {
    List<ElementType> row = BY_OPERATOR.getOrDefault(node.getOpType(), List.of());
    if (index < row.size() && row.get(index) != SAME) {
      return row.get(index);
    }
    return switch (node.getOpType()) {
      case "Cast" -> ElementType.of((int) Attributes.integer(node, "to", 1));
      case "Constant" -> constant(node);
      case "ConstantOfShape" -> tensorType(node, "value");
      case "Where", "CastLike" -> input(node, 1);
      case "OneHot" -> input(node, 2);
      case "If" -> branch(node, index);
      default -> input(node, 0);
    };
  }

  /** A value of unknown type counts as float32; a wrong guess shows when the head is loaded. */
  private ElementType input(NodeProto node, int index) {
    return index < node.getInputCount()
        ? types.getOrDefault(node.getInput(index), ElementType.FLOAT32)
        : ElementType.FLOAT32;
  }

  private static ElementType branch(NodeProto node, int index) {
    return Attributes.find(node, "then_branch")
        .map(a -> OnnxGraph.spec(a.getG().getOutput(index)).type())
        .filter(type -> type != ElementType.OTHER)
        .orElse(ElementType.FLOAT32);
  }

  private static ElementType constant(NodeProto node) {
    if (Attributes.find(node, "value_int").isPresent()
        || Attributes.find(node, "value_ints").isPresent()) {
      return ElementType.INT64;
    }
    return tensorType(node, "value");
  }

  private static ElementType tensorType(NodeProto node, String attribute) {
    return Attributes.find(node, attribute)
        .map(AttributeProto::getT)
        .map(t -> ElementType.of(t.getDataType()))
        .orElse(ElementType.FLOAT32);
  }
}
