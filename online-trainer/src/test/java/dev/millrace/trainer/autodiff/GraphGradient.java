package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph of any shape and the gradient of a weighted sum of its score by all parameters, without a
 * loss and without the flat vector. Close it.
 */
final class GraphGradient implements AutoCloseable {

  private static final String WEIGHTS = "weights_of_the_sum";

  private final HeadGraph head;
  private final OrtModel plain;
  private final OrtModel model;
  private final Map<String, String> gradients = new HashMap<>();

  GraphGradient(HeadGraph old) {
    this.head = OperatorSets.upgrade(old);
    this.plain = OrtModel.load(head.graph(), SessionSettings.DEFAULT);
    this.model = OrtModel.load(training(), SessionSettings.DEFAULT);
  }

  private OnnxGraph training() {
    OnnxGraph whole = head.graph();
    List<String> names = head.parameters().stream().map(TensorSpec::name).toList();
    HeadValues values = HeadInference.of(whole);
    TrainedValues trained = new TrainedValues(whole.nodes(), values, names);
    Map<String, Map<String, String>> saved = new HashMap<>();
    GraphBuilder graph = GraphBuilder.named("gradient");
    whole.opsets().forEach(graph::operatorSet);
    whole.inputs().forEach(graph::input);
    graph.input(whole.output(head.score()).orElseThrow().renamed(WEIGHTS));
    whole.initializers().values().forEach(graph::initializer);
    NodeWriter write = new NodeWriter(graph);
    for (NodeProto node : whole.nodes()) {
      Optional<Rewrite> form =
          trained.dependsOnParameter(node) ? ForwardForms.of(node) : Optional.empty();
      Forward at = new Forward(node, values, write);
      form.orElse(same -> same.write().node(same.node())).apply(at);
      saved.put(NodeNames.outputs(node).get(0), at.saved());
    }
    Map<String, String> slopes =
        new Differentiator(values, trained, saved, write).gradients(head.score(), WEIGHTS, names);
    graph.untypedOutput(head.score());
    slopes.forEach(
        (parameter, slope) -> {
          String output = "gradient of " + parameter;
          write.name(slope, output);
          graph.untypedOutput(output);
          gradients.put(parameter, output);
        });
    return graph.build(
        Math.toIntExact(whole.opset().orElseThrow()), Math.toIntExact(whole.irVersion()));
  }

  /** The score, for these inputs and parameters. */
  Tensor score(Map<String, Tensor> inputs) {
    return plain.run(inputs, List.of(head.score())).get(head.score());
  }

  /** Gradients by the names of their parameters. */
  Map<String, Tensor> gradients(Map<String, Tensor> inputs, Tensor weights) {
    Map<String, Tensor> all = new HashMap<>(inputs);
    all.put(WEIGHTS, weights);
    Map<String, Tensor> results = model.run(all, List.copyOf(gradients.values()));
    Map<String, Tensor> named = new HashMap<>();
    gradients.forEach((parameter, output) -> named.put(parameter, results.get(output)));
    return named;
  }

  @Override
  public void close() {
    plain.close();
    model.close();
  }
}
