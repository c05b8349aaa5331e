package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the two graphs of a head and a loss. Both take the head's features, the truth and the
 * parameters; the first gives scores and losses, the second also the gradient by each parameter.
 */
public final class TrainingGraphs {

  /** Output: loss of each example {@code [n]}. */
  public static final String LOSSES = "millrace.losses";

  private static final String PART = "millrace.part.";
  private static final String GRADIENT = "millrace.gradient.";

  /**
   * An example whose own gradient is longer has run away: it counts as nothing where gradients are
   * shortened. Shortening it would need factors that float32 cannot hold.
   */
  public static final double LONGEST = 1e18;

  private final HeadGraph head;
  private final Loss loss;
  private final ParameterLayout layout;

  /**
   * @param head what is trained
   * @param loss what is minimised
   */
  public TrainingGraphs(HeadGraph head, Loss loss) {
    this.head = OperatorSets.upgrade(head);
    this.loss = loss;
    this.layout = ParameterLayout.of(head.parameters());
  }

  /** Output: gradient of the summed losses by a parameter, of its shape. */
  static String gradient(Slot slot) {
    return GRADIENT + slot.name();
  }

  /** Output: losses of a part, by its place in {@link Loss#parts}. */
  static TensorSpec part(int index) {
    return TensorSpec.float32(PART + index, TensorSpec.DYNAMIC);
  }

  /** Scores and losses only. */
  public OnnxGraph scoring() {
    return build("scoring", this::plain, (terms, write) -> List.of());
  }

  /**
   * Scores, losses and gradient.
   *
   * @throws NoGradient where the head has an operator without a rule
   */
  public OnnxGraph training() {
    Gradient gradient = new Gradient();
    return build("training", gradient, gradient);
  }

  /**
   * Scores, losses and, in place of the gradient, the sum of the examples' own gradients, each
   * shortened to a length.
   *
   * @param length longest gradient of an example
   * @return empty where the head is more than dense layers
   * @throws NoGradient where a parameter has no influence on the loss
   */
  public Optional<OnnxGraph> clipped(double length) {
    HeadValues values = HeadInference.of(head.graph());
    return DenseUses.of(head, values)
        .map(uses -> new ClippedGradient(head.graph().nodes(), values, uses, length))
        .map(
            gradient ->
                build(
                    "clipped",
                    this::plain,
                    (terms, write) -> shaped(gradient.append(terms, write), write)));
  }

  /** Flat sums in the layout's order, as outputs. */
  private List<TensorSpec> shaped(List<String> sums, NodeWriter write) {
    List<TensorSpec> outputs = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      Slot slot = layout.slots().get(i);
      write.name(write.reshape(sums.get(i), slot.dims()), gradient(slot));
      outputs.add(TensorSpec.float32(gradient(slot), slot.dims()));
    }
    return outputs;
  }

  /** Appends the head's nodes. */
  private interface Nodes {
    void append(NodeWriter write);
  }

  /** Appends what comes after the loss, and tells of further outputs. */
  private interface Extra {
    List<TensorSpec> append(Loss.Terms terms, NodeWriter write);
  }

  private OnnxGraph build(String name, Nodes nodes, Extra extra) {
    GraphBuilder graph = GraphBuilder.named(name);
    head.graph().opsets().forEach(graph::operatorSet);
    NodeWriter write = new NodeWriter(graph);
    TensorSpec score = head.graph().output(head.score()).orElseThrow();
    layout.slots().forEach(slot -> graph.input(TensorSpec.float32(slot.name(), slot.dims())));
    inputs().forEach(graph::input);
    graph.input(loss.target(score.shape()[1]));
    weight(loss).ifPresent(graph::input);
    head.graph().initializers().values().forEach(graph::initializer);
    nodes.append(write);
    Loss.Terms terms = loss.append(new Loss.Place(head, head.score(), Loss.TARGET, write));
    write.name(terms.losses(), LOSSES);
    graph.output(score).output(TensorSpec.float32(LOSSES, TensorSpec.DYNAMIC));
    for (int i = 0; i < terms.parts().size(); i++) {
      write.name(terms.parts().get(i), part(i).name());
      graph.output(part(i));
    }
    extra.append(terms, write).forEach(graph::output);
    int opset = Math.toIntExact(head.graph().opset().orElseThrow());
    return graph.build(opset, Math.toIntExact(head.graph().irVersion()));
  }

  /** The input for weights of examples, where the loss has them. */
  static Optional<TensorSpec> weight(Loss loss) {
    return loss.weights() == Loss.Weights.NONE
        ? Optional.empty()
        : Optional.of(TensorSpec.float32(Loss.WEIGHT, TensorSpec.DYNAMIC, 1));
  }

  /** The head's inputs that are no parameters, in its own order. */
  List<TensorSpec> inputs() {
    return head.graph().inputs().stream()
        .filter(spec -> !layout.names().contains(spec.name()))
        .toList();
  }

  private void plain(NodeWriter write) {
    head.graph().nodes().forEach(write::node);
  }

  /** The head as it runs under a gradient, and then the gradient. */
  private final class Gradient implements Nodes, Extra {

    private final HeadValues values = HeadInference.of(head.graph());
    private final TrainedValues trained =
        new TrainedValues(head.graph().nodes(), values, layout.names());
    private final Set<String> moving = MovingStatistics.trained(head);
    private final Map<String, Map<String, String>> saved = new HashMap<>();

    @Override
    public void append(NodeWriter write) {
      for (NodeProto node : head.graph().nodes()) {
        Optional<Rewrite> form =
            trained.dependsOnParameter(node) ? ForwardForms.of(node) : Optional.empty();
        if (form.isPresent()) {
          Forward at = new Forward(node, values, write);
          form.get().apply(at);
          saved.put(NodeNames.outputs(node).get(0), at.saved());
        } else {
          write.node(node);
        }
      }
    }

    @Override
    public List<TensorSpec> append(Loss.Terms terms, NodeWriter write) {
      Map<String, List<String>> reached = new HashMap<>();
      for (Loss.Seed seed : terms.seeds()) {
        walk(seed, write)
            .forEach(
                (name, gradient) ->
                    reached.computeIfAbsent(name, k -> new ArrayList<>()).add(gradient));
      }
      Map<String, String> moved =
          MovingStatistics.append(head, values, (node, what) -> kept(node).get(what), write);
      List<TensorSpec> outputs = new ArrayList<>();
      for (Slot slot : layout.slots()) {
        String sum =
            moved.containsKey(slot.name())
                ? timesRows(moved.get(slot.name()), write)
                : sum(reached, slot, write);
        write.name(sum, gradient(slot));
        outputs.add(TensorSpec.float32(gradient(slot), slot.dims()));
      }
      return outputs;
    }

    private static String sum(Map<String, List<String>> reached, Slot slot, NodeWriter write) {
      return reached.getOrDefault(slot.name(), List.of()).stream()
          .reduce(write::add)
          .orElseThrow(() -> NoGradient.noInfluence(slot.name()));
    }

    private Map<String, String> kept(NodeProto node) {
      return saved.getOrDefault(node.getOutput(0), Map.of());
    }

    /** Whoever reads the gradient divides it by the number of examples. */
    private static String timesRows(String value, NodeWriter write) {
      return write.mul(value, write.cast(write.op("Size", LOSSES), ElementType.FLOAT32));
    }

    /** The gradients of one part by the parameters that are its own. */
    private Map<String, String> walk(Loss.Seed seed, NodeWriter write) {
      List<String> own =
          layout.names().stream()
              .filter(name -> seed.reaches(name) && !moving.contains(name))
              .toList();
      if (own.isEmpty()) {
        throw NoGradient.reachesNone(seed, layout.names());
      }
      TrainedValues ways =
          own.size() == layout.names().size()
              ? trained
              : new TrainedValues(head.graph().nodes(), values, own);
      return new Differentiator(values, ways, saved, write)
          .gradients(seed.value(), seed.gradient(), own);
    }
  }
}
