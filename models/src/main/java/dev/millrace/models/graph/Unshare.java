package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives tied initializers back their own copies. PyTorch's exporter stores equal-valued weights
 * once and reaches the others through {@code Identity}; trained like that, all the layer-norm
 * biases of a network would share one gradient.
 */
final class Unshare {

  private Unshare() {}

  /** The same function with every {@code Identity} of an initializer made an initializer. */
  static OnnxGraph apply(OnnxGraph graph) {
    Set<String> outputs = new HashSet<>();
    graph.outputs().forEach(s -> outputs.add(s.name()));
    Map<String, TensorProto> known = new HashMap<>(graph.initializers());
    ModelProto.Builder model = graph.proto().toBuilder();
    GraphProto.Builder copy = model.getGraphBuilder().clearNode();
    for (NodeProto node : graph.nodes()) {
      TensorProto source = node.getInputCount() == 1 ? known.get(node.getInput(0)) : null;
      if (source == null
          || !node.getOpType().equals("Identity")
          || outputs.contains(node.getOutput(0))) {
        copy.addNode(node);
        continue;
      }
      TensorProto own = source.toBuilder().setName(node.getOutput(0)).build();
      known.put(own.getName(), own);
      copy.addInitializer(own);
    }
    return OnnxGraph.of(model.build());
  }
}
