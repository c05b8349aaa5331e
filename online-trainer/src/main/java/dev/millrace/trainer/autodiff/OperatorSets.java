package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import java.util.Optional;

/**
 * Brings a head to one operator set, so that each gradient rule is written once: older heads are
 * written as {@link #TARGET} wants them, newer ones stay as they are.
 *
 * <p>18 is the set since which every reduction takes its axes as an input. The forms that rules and
 * losses write have not changed after it, so one writer serves 18 and all later sets.
 */
final class OperatorSets {

  /** The operator set of heads that are trained, unless theirs is newer. */
  static final int TARGET = 18;

  /** Since this set shapes are aligned at their last axes, as NumPy does it. */
  static final int NUMPY = 7;

  private OperatorSets() {}

  /**
   * The same head at {@link #TARGET} or a newer operator set. A head in which no operator changed
   * keeps its nodes.
   *
   * @throws NoGradient where an operator has no counterpart
   */
  static HeadGraph upgrade(HeadGraph head) {
    // ONNX Runtime cannot infer shapes below set 7, so that step does without.
    OnnxGraph readable = from(head.graph()) < NUMPY ? rewritten(head.graph(), NUMPY) : head.graph();
    OnnxGraph folded = ConstantFolding.of(BranchFolding.of(ConstantFolding.of(readable)));
    OnnxGraph upgraded = from(folded) < TARGET ? rewritten(folded, TARGET) : folded;
    return upgraded == head.graph()
        ? head
        : new HeadGraph(upgraded, head.features(), head.parameters(), head.score());
  }

  private static long from(OnnxGraph graph) {
    return graph.opset().orElse((long) GraphBuilder.OPSET);
  }

  private static OnnxGraph rewritten(OnnxGraph graph, int target) {
    long from = from(graph);
    GraphBuilder builder = GraphBuilder.named(graph.graph().getName());
    graph.inputs().forEach(builder::input);
    graph.outputs().forEach(builder::output);
    graph.initializers().values().forEach(builder::initializer);
    graph.opsets().forEach(builder::operatorSet);
    NodeWriter write = new NodeWriter(builder, "millrace.set" + target + ".");
    Optional<HeadValues> values = Optional.empty();
    for (NodeProto node : graph.nodes()) {
      Optional<Rewrite> row = Upgrades.of(node, from, target);
      if (row.isPresent()) {
        // Inference starts a session, and most heads need none of it here.
        values = values.isEmpty() && target > NUMPY ? Optional.of(HeadInference.of(graph)) : values;
        row.get().apply(new Forward(node, values.orElse(HeadValues.UNKNOWN), write));
      } else {
        requireCurrent(node, from, target);
        write.node(node);
      }
    }
    int irVersion = Math.toIntExact(Math.max(graph.irVersion(), GraphBuilder.IR));
    return builder.build(target, irVersion);
  }

  /** Nodes of subgraphs are not rewritten, so none of them may need it. */
  private static void requireCurrent(NodeProto node, long from, int target) {
    NodeNames.inner(node)
        .filter(inner -> Upgrades.of(inner, from, target).isPresent())
        .findFirst()
        .ifPresent(
            inner -> {
              throw new NoGradient(
                  "operator %s inside a subgraph has the form of operator set %d; export the"
                          .formatted(inner.getOpType(), from)
                      + " model with operator set %d or newer".formatted(TARGET),
                  node);
            });
  }
}
