package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;

/**
 * Takes Dropout nodes out of training mode, as an export for training leaves them: ONNX Runtime
 * would draw numbers of its own while it serves, which no replay repeats. Whether and how much is
 * dropped while a head trains is said by the task; masks are then inputs of the graph.
 */
final class DropoutOff {

  /** Input that says whether the node trains, since operator set 12. */
  private static final int TRAINING_MODE = 2;

  private DropoutOff() {}

  /** The same graph with all Dropout nodes of the main graph for inference. */
  static OnnxGraph apply(OnnxGraph graph) {
    if (graph.nodes().stream().noneMatch(DropoutOff::hasMode)) {
      return graph;
    }
    ModelProto.Builder model = graph.proto().toBuilder();
    GraphProto.Builder copy = model.getGraphBuilder().clearNode();
    for (NodeProto node : graph.nodes()) {
      copy.addNode(hasMode(node) ? withoutMode(node) : node);
    }
    return OnnxGraph.of(model.build());
  }

  private static boolean hasMode(NodeProto node) {
    return node.getOpType().equals("Dropout")
        && node.getDomain().isEmpty()
        && node.getInputCount() > TRAINING_MODE;
  }

  private static NodeProto withoutMode(NodeProto node) {
    return node.toBuilder()
        .clearInput()
        .addAllInput(node.getInputList().subList(0, TRAINING_MODE))
        .build();
  }
}
