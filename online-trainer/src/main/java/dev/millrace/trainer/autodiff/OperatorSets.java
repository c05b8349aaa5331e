package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import dev.millrace.models.graph.OnnxGraph;
import java.util.Optional;
import java.util.function.Supplier;

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

  private OperatorSets() {}

  /**
   * The same head at {@link #TARGET} or a newer operator set. A head in which no operator changed
   * keeps its nodes.
   *
   * @throws NoGradient where an operator has no counterpart
   */
  static HeadGraph upgrade(HeadGraph head) {
    OnnxGraph graph = ConstantFolding.of(head.graph());
    long from = graph.opset().orElse((long) GraphBuilder.OPSET);
    if (from >= TARGET && graph == head.graph()) {
      return head;
    }
    GraphBuilder builder = GraphBuilder.named(graph.graph().getName());
    graph.inputs().forEach(builder::input);
    graph.outputs().forEach(builder::output);
    graph.initializers().values().forEach(builder::initializer);
    graph.opsets().forEach(builder::operatorSet);
    NodeWriter write = new NodeWriter(builder, "millrace.upgrade.");
    Supplier<HeadValues> values = new Once(graph);
    for (NodeProto node : graph.nodes()) {
      Optional<Rewrite> row = Upgrades.of(node, from);
      if (row.isPresent()) {
        row.get().apply(new Forward(node, values.get(), write));
      } else {
        requireCurrent(node, from);
        write.node(node);
      }
    }
    int opset = Math.toIntExact(Math.max(from, TARGET));
    int irVersion = Math.toIntExact(Math.max(graph.irVersion(), GraphBuilder.IR));
    OnnxGraph upgraded = builder.build(opset, irVersion);
    return new HeadGraph(upgraded, head.features(), head.parameters(), head.score());
  }

  /** Nodes of subgraphs are not rewritten, so none of them may need it. */
  private static void requireCurrent(NodeProto node, long from) {
    NodeNames.inner(node)
        .filter(inner -> Upgrades.of(inner, from).isPresent())
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

  /** Inference starts a session, and most heads need none of it here. */
  private static final class Once implements Supplier<HeadValues> {
    private final OnnxGraph graph;
    private Optional<HeadValues> values = Optional.empty();

    Once(OnnxGraph graph) {
      this.graph = graph;
    }

    @Override
    public HeadValues get() {
      if (values.isEmpty()) {
        values = Optional.of(HeadInference.of(graph));
      }
      return values.get();
    }
  }
}
