package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import dev.millrace.models.runtime.SessionSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the two graphs of a head and a loss. Both take the head's features, the truth and all
 * parameters as one flat vector; the first gives scores and losses, the second also the gradient.
 */
public final class TrainingGraphs {

  /** Input: all parameters as one vector {@code [P]}, in {@link ParameterLayout} order. */
  public static final String THETA = "millrace.theta";

  /** Output: loss of each example {@code [n]}. */
  public static final String LOSSES = "millrace.losses";

  /** Output: gradient of the summed losses {@code [P]}. */
  public static final String GRADIENT = "millrace.gradient";

  private final HeadGraph head;
  private final Loss loss;
  private final ParameterLayout layout;

  /**
   * @param head what is trained
   * @param loss what is minimised
   */
  public TrainingGraphs(HeadGraph head, Loss loss) {
    this.head = head;
    this.loss = loss;
    this.layout = ParameterLayout.of(head.parameters());
  }

  /** Scores and losses only. */
  public OnnxGraph scoring() {
    return build("scoring", (terms, write) -> List.of());
  }

  /**
   * Scores, losses and gradient.
   *
   * @throws NoGradient where the head has an operator without a rule
   */
  public OnnxGraph training() {
    return build("training", this::gradient);
  }

  private interface Extra {
    List<TensorSpec> append(Loss.Terms terms, NodeWriter write);
  }

  private OnnxGraph build(String name, Extra extra) {
    GraphBuilder graph = GraphBuilder.named(name);
    long opset = head.graph().opset().orElse((long) GraphBuilder.OPSET);
    NodeWriter write = new NodeWriter(graph, opset);
    TensorSpec score = head.graph().output(head.score()).orElseThrow();
    graph.input(TensorSpec.float32(THETA, layout.size()));
    inputs().forEach(graph::input);
    graph.input(loss.target(score.shape()[1]));
    head.graph().initializers().values().forEach(graph::initializer);
    cutTheta(write);
    head.graph().nodes().forEach(graph::node);
    Loss.Terms terms = loss.append(head, write);
    write.name(terms.losses(), LOSSES);
    graph.output(score).output(TensorSpec.float32(LOSSES, TensorSpec.DYNAMIC));
    extra.append(terms, write).forEach(graph::output);
    return graph.build((int) opset, (int) head.graph().irVersion());
  }

  /** The head's inputs that are no parameters, in its own order. */
  List<TensorSpec> inputs() {
    return head.graph().inputs().stream()
        .filter(spec -> !layout.names().contains(spec.name()))
        .toList();
  }

  private void cutTheta(NodeWriter write) {
    for (Slot slot : layout.slots()) {
      String part = write.slice(THETA, slot.offset(), slot.offset() + slot.size());
      write.name(write.reshape(part, slot.dims()), slot.name());
    }
  }

  private List<TensorSpec> gradient(Loss.Terms terms, NodeWriter write) {
    List<String> parts = new ArrayList<>();
    Differentiator differentiator = new Differentiator(head.graph().nodes(), shapes(), write);
    for (String gradient :
        differentiator.gradients(terms.seed(), terms.seedGradient(), layout.names())) {
      parts.add(write.reshape(gradient, -1));
    }
    write.name(write.concat(parts), GRADIENT);
    return List.of(TensorSpec.float32(GRADIENT, layout.size()));
  }

  /** Shapes of all values, by ONNX Runtime's own inference: every value is made an output. */
  private Map<String, TensorSpec> shapes() {
    GraphBuilder probe = GraphBuilder.from(head.graph()).withoutOutputs();
    for (NodeProto node : head.graph().nodes()) {
      node.getOutputList().stream().filter(name -> !name.isEmpty()).forEach(probe::untypedOutput);
    }
    Map<String, TensorSpec> shapes = new HashMap<>();
    head.graph().inputs().forEach(spec -> shapes.put(spec.name(), spec));
    head.graph().initializers().values().forEach(t -> shapes.put(t.getName(), Constants.spec(t)));
    try (OrtModel model = OrtModel.load(probe.build(), SessionSettings.DEFAULT)) {
      model.outputs().forEach(spec -> shapes.put(spec.name(), spec));
    }
    return shapes;
  }
}
