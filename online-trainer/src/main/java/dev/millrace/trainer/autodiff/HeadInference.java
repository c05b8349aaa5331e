package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import java.util.HashMap;
import java.util.Map;

/** Types and shapes of all values of a head, by ONNX Runtime's own inference. */
final class HeadInference {

  private HeadInference() {}

  /** What can be known of a graph's values without running it. */
  static HeadValues of(OnnxGraph graph) {
    // Every value is made an output: what ONNX Runtime infers, it tells of outputs only.
    GraphBuilder probe = GraphBuilder.from(graph).withoutOutputs();
    graph.nodes().forEach(node -> NodeNames.outputs(node).forEach(probe::untypedOutput));
    Map<String, TensorSpec> specs = new HashMap<>();
    graph.inputs().forEach(spec -> specs.put(spec.name(), spec));
    Map<String, TensorProto> constants = graph.initializers();
    constants.values().forEach(tensor -> specs.put(tensor.getName(), Constants.spec(tensor)));
    try (OrtModel model = OrtModel.load(probe.build(), SessionSettings.DEFAULT)) {
      model.outputs().forEach(spec -> specs.put(spec.name(), spec));
    }
    return new HeadValues(specs, constants);
  }
}
