package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes BatchNormalization nodes out of training mode, as an export for training leaves them: what
 * is served must not depend on who shares a batch. Those that are trained keep moving their running
 * statistics, which are parameters then.
 */
final class NormalizationOff {

  private static final String MODE = "training_mode";

  /** Running mean and variance. */
  private static final List<Integer> STATISTICS = List.of(3, 4);

  private NormalizationOff() {}

  /**
   * The same graph with all such nodes of the main graph for inference.
   *
   * @throws ModelRejected where something reads the statistics of the batch
   */
  static OnnxGraph apply(OnnxGraph graph) {
    if (graph.nodes().stream().noneMatch(NormalizationOff::trains)) {
      return graph;
    }
    Set<String> read = new HashSet<>();
    graph.nodes().forEach(node -> read.addAll(NodeNames.uses(node)));
    graph.outputs().forEach(output -> read.add(output.name()));
    ModelProto.Builder model = graph.proto().toBuilder();
    GraphProto.Builder copy = model.getGraphBuilder().clearNode();
    for (NodeProto node : graph.nodes()) {
      copy.addNode(trains(node) ? frozen(node, read) : node);
    }
    return OnnxGraph.of(model.build());
  }

  /** Running statistics that such a node behind one of these values has, by name. */
  static Set<String> statistics(OnnxGraph graph, Collection<String> trained) {
    Set<String> reached = new HashSet<>(trained);
    Set<String> found = new TreeSet<>();
    for (NodeProto node : graph.nodes()) {
      if (NodeNames.uses(node).stream().anyMatch(reached::contains)) {
        reached.addAll(NodeNames.outputs(node));
        if (trains(node)) {
          STATISTICS.forEach(input -> found.add(node.getInput(input)));
        }
      }
    }
    found.retainAll(graph.initializers().keySet());
    return found;
  }

  /** Before operator set 14 a node trains if it has more than one result. */
  private static boolean trains(NodeProto node) {
    return node.getOpType().equals("BatchNormalization")
        && node.getDomain().isEmpty()
        && (Attributes.integer(node, MODE, 0) == 1 || NodeNames.outputs(node).size() > 1);
  }

  private static NodeProto frozen(NodeProto node, Set<String> read) {
    for (String output : NodeNames.outputs(node).subList(1, NodeNames.outputs(node).size())) {
      if (read.contains(output)) {
        throw new ModelRejected(
            "something reads the statistics of the batch",
            "value '" + output + "'",
            "export the model for inference, or take that out of it");
      }
    }
    NodeProto.Builder frozen =
        node.toBuilder().clearOutput().addOutput(node.getOutput(0)).clearAttribute();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (!attribute.getName().equals(MODE)) {
        frozen.addAttribute(attribute);
      }
    }
    return frozen.build();
  }
}
