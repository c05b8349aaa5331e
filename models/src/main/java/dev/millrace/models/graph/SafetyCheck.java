package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * What a model file must satisfy before anything is done with it: bounded nodes and nesting, no
 * tensor outside the file, and as many bytes in each tensor as its shape says.
 */
final class SafetyCheck {

  private static final String MAIN = "main graph";

  private final ModelLimits limits;
  private long nodes;

  private SafetyCheck(ModelLimits limits) {
    this.limits = limits;
  }

  static void check(ModelProto model, ModelLimits limits) {
    SafetyCheck check = new SafetyCheck(limits);
    requireNames(model.getGraph().getInputList());
    requireNames(model.getGraph().getOutputList());
    check.graph(model.getGraph(), MAIN, 0);
    for (FunctionProto function : model.getFunctionsList()) {
      check.nodes(function.getNodeList(), "function " + function.getName(), 0);
    }
  }

  private static void requireNames(List<ValueInfoProto> values) {
    if (values.stream().anyMatch(value -> value.getName().isEmpty())) {
      throw new ModelRejected(
          "an input or output has no name", MAIN, "the file is damaged: fetch or export it again");
    }
  }

  private void graph(GraphProto graph, String where, int depth) {
    if (depth > limits.maxNesting()) {
      throw new ModelRejected(
          "subgraphs are nested deeper than " + limits.maxNesting() + " levels",
          where,
          "export the model with fewer nested If, Loop or Scan nodes");
    }
    graph.getInitializerList().forEach(t -> tensor(t, where));
    graph.getSparseInitializerList().forEach(t -> sparse(t, where));
    nodes(graph.getNodeList(), where, depth);
  }

  private void nodes(List<NodeProto> list, String where, int depth) {
    nodes += list.size();
    if (nodes > limits.maxNodes()) {
      throw new ModelRejected(
          "more than " + limits.maxNodes() + " nodes",
          where,
          "simplify the model, or raise the node limit if you trust the file");
    }
    for (NodeProto node : list) {
      for (AttributeProto attribute : node.getAttributeList()) {
        attribute(attribute, where + ", node " + label(node), depth);
      }
    }
  }

  private void attribute(AttributeProto attribute, String where, int depth) {
    if (attribute.hasT()) {
      tensor(attribute.getT(), where);
    }
    attribute.getTensorsList().forEach(t -> tensor(t, where));
    if (attribute.hasSparseTensor()) {
      sparse(attribute.getSparseTensor(), where);
    }
    attribute.getSparseTensorsList().forEach(t -> sparse(t, where));
    if (attribute.hasG()) {
      graph(attribute.getG(), where, depth + 1);
    }
    attribute.getGraphsList().forEach(g -> graph(g, where, depth + 1));
  }

  private void sparse(SparseTensorProto tensor, String where) {
    tensor(tensor.getValues(), where);
    tensor(tensor.getIndices(), where);
  }

  private void tensor(TensorProto tensor, String where) {
    String place = where + ", tensor '" + tensor.getName() + "'";
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0) {
      throw new ModelRejected(
          "its values lie outside the model file (external data: "
              + location(tensor)
              + "), and Millrace reads nothing that a model file points to",
          place,
          "save the model with its weights inside, e.g. onnx.save(onnx.load(path), out)");
    }
    long elements = elements(tensor, place);
    int width = ElementType.of(tensor.getDataType()).bytes();
    if (tensor.hasRawData() && width > 0 && tensor.getRawData().size() != elements * width) {
      throw new ModelRejected(
          "its shape %s wants %d bytes, it has %d"
              .formatted(tensor.getDimsList(), elements * width, tensor.getRawData().size()),
          place,
          "the file is damaged: fetch or export it again");
    }
  }

  private static long elements(TensorProto tensor, String place) {
    long elements = 1;
    for (long dim : tensor.getDimsList()) {
      if (dim < 0 || (dim > 0 && elements > Integer.MAX_VALUE / dim)) {
        throw new ModelRejected(
            "its shape " + tensor.getDimsList() + " is negative or above 2^31 elements",
            place,
            "the file is damaged, or the tensor must be split");
      }
      elements *= dim;
    }
    return elements;
  }

  private static String location(TensorProto tensor) {
    return tensor.getExternalDataList().stream()
        .filter(entry -> entry.getKey().equals("location"))
        .map(entry -> entry.getValue())
        .findFirst()
        .orElse("no location given");
  }

  private static String label(NodeProto node) {
    return node.getName().isEmpty() ? node.getOpType() : "'" + node.getName() + "'";
  }
}
