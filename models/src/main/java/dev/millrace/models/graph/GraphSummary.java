package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model file is, for people.
 *
 * @param producer who wrote the file, may be empty
 * @param irVersion version of the file format
 * @param opsets operator set version by domain
 * @param inputs what a caller gives
 * @param outputs what comes back
 * @param nodes nodes of the main graph in order
 * @param operators number of nodes of the main graph by operator, {@code domain:Op} outside the
 *     standard domain
 * @param weights float32 initializers in the file's order
 * @param parameters numbers in all float32 initializers
 */
public record GraphSummary(
    String producer,
    long irVersion,
    Map<String, Long> opsets,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    List<Node> nodes,
    SortedMap<String, Integer> operators,
    List<TensorSpec> weights,
    long parameters) {

  /**
   * One node.
   *
   * @param name may be empty
   * @param operator {@code domain:Op} outside the standard domain
   * @param results names of what it gives
   */
  public record Node(String name, String operator, List<String> results) {
    public Node {
      results = List.copyOf(results);
    }
  }

  public GraphSummary {
    nodes = List.copyOf(nodes);
    opsets = Map.copyOf(opsets);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    operators = Collections.unmodifiableSortedMap(new TreeMap<>(operators));
    weights = List.copyOf(weights);
  }

  public static GraphSummary of(OnnxGraph graph) {
    List<Node> nodes = graph.nodes().stream().map(GraphSummary::node).toList();
    SortedMap<String, Integer> operators = new TreeMap<>();
    nodes.forEach(node -> operators.merge(node.operator(), 1, Integer::sum));
    List<TensorSpec> weights =
        graph.initializers().values().stream()
            .map(Constants::spec)
            .filter(s -> s.type().differentiable())
            .toList();
    return new GraphSummary(
        graph.proto().getProducerName(),
        graph.irVersion(),
        graph.opsets(),
        graph.inputs(),
        graph.outputs(),
        nodes,
        operators,
        weights,
        weights.stream().mapToLong(TensorSpec::elements).sum());
  }

  private static Node node(NodeProto node) {
    String domain = node.getDomain().equals("ai.onnx") ? "" : node.getDomain();
    String operator = domain.isEmpty() ? node.getOpType() : domain + ":" + node.getOpType();
    return new Node(node.getName(), operator, NodeNames.outputs(node));
  }
}
