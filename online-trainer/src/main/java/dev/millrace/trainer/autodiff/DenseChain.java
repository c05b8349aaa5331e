package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads a head that is a chain of dense layers with Relu between them, from one feature vector to
 * its score. Any other node, a shared parameter or another way through the graph: no chain.
 */
final class DenseChain {

  private final HeadGraph head;
  private final Map<String, Slot> slots;
  private final Set<String> used = new HashSet<>();
  private final List<DenseLayer> layers = new ArrayList<>();
  private String value;
  private long width;

  private DenseChain(HeadGraph head, TensorSpec feature) {
    this.head = head;
    this.slots =
        ParameterLayout.of(head.parameters()).slots().stream()
            .collect(Collectors.toMap(Slot::name, Function.identity()));
    this.value = feature.name();
    this.width = feature.shape()[1];
  }

  /**
   * The layers of a head, first to last.
   *
   * @param end operator that the head's score is the result of
   */
  static Optional<List<DenseLayer>> of(HeadGraph head, String end) {
    if (head.features().size() != 1) {
      return Optional.empty();
    }
    TensorSpec feature = head.features().get(0);
    if (feature.type() != ElementType.FLOAT32
        || !feature.ranked()
        || feature.shape().length != 2
        || feature.shape()[1] < 1) {
      return Optional.empty();
    }
    DenseChain chain = new DenseChain(head, feature);
    return chain.follow(end) ? Optional.of(List.copyOf(chain.layers)) : Optional.empty();
  }

  private boolean follow(String end) {
    // A layer's own Relu is applied when the next one begins, so there must be one between them.
    boolean open = false;
    List<NodeProto> nodes = head.graph().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      NodeProto node = nodes.get(i);
      if (node.getInputCount() == 0 || !node.getInput(0).equals(value)) {
        return false;
      }
      boolean last = i == nodes.size() - 1;
      boolean fits =
          switch (node.getOpType()) {
            case "Identity" -> true;
            case "Gemm" -> !open && gemm(node);
            case "Relu" -> open && !last;
            default -> last && node.getOpType().equals(end) && acrossClasses(node);
          };
      if (!fits) {
        return false;
      }
      open = node.getOpType().equals("Gemm") || (open && !node.getOpType().equals("Relu"));
      value = NodeNames.outputs(node).get(0);
    }
    return open && value.equals(head.score()) && used.equals(slots.keySet());
  }

  private static boolean acrossClasses(NodeProto node) {
    long axis = Attributes.integer(node, "axis", -1);
    return axis == 1 || axis == -1;
  }

  private boolean gemm(NodeProto node) {
    Slot weight = slots.get(node.getInput(1));
    boolean flipped = Attributes.integer(node, "transB", 0) != 0;
    if (weight == null
        || weight.shape().size() != 2
        || Attributes.integer(node, "transA", 0) != 0
        || Attributes.real(node, "alpha", 1f) != 1f
        || Attributes.real(node, "beta", 1f) != 1f
        || weight.shape().get(flipped ? 1 : 0) != width
        || !used.add(weight.name())) {
      return false;
    }
    int in = Math.toIntExact(width);
    width = weight.shape().get(flipped ? 0 : 1);
    int bias = DenseLayer.NONE;
    if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
      Slot added = slots.get(node.getInput(2));
      if (added == null || added.size() != width || !used.add(added.name())) {
        return false;
      }
      bias = added.offset();
    }
    DenseLayer.Order order = flipped ? DenseLayer.Order.OUTPUTS : DenseLayer.Order.INPUTS;
    layers.add(new DenseLayer(in, Math.toIntExact(width), weight.offset(), order, bias));
    return true;
  }
}
