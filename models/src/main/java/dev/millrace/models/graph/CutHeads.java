package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a head that was cut out of a model the outputs that an attached head has, whether the model
 * ends in probabilities, in their logarithms or in plain scores.
 */
public final class CutHeads {

  private static final Set<String> SOFTMAXES = Set.of("Softmax", "LogSoftmax");

  private CutHeads() {}

  /**
   * The head of a cut.
   *
   * @param features values at the cut with their shapes
   * @param output the model's output that is learned, {@code [n, classes]} or {@code [n, values]}
   * @param kind what it means: for {@link Kind#SOFTMAX} the head gives {@link Heads#LOGITS} and
   *     {@link Heads#PROBABILITIES}, for {@link Kind#REGRESSION} {@link Heads#VALUES}, in the
   *     model's own unit
   * @throws ModelRejected where that output doesn't depend on the trained parameters
   */
  public static HeadGraph of(Cut cut, List<TensorSpec> features, String output, Kind kind) {
    TensorSpec spec =
        cut.head()
            .output(output)
            .orElseThrow(
                () ->
                    new ModelRejected(
                        "it doesn't depend on the trained parameters",
                        "output '" + output + "'",
                        "learn one of these: " + cut.head().outputs()));
    GraphBuilder graph = GraphBuilder.from(cut.head()).withoutOutputs();
    String score =
        kind == Kind.SOFTMAX ? classes(graph, cut.head(), spec) : values(graph, cut.head(), spec);
    List<TensorSpec> parameters = cut.parameters().stream().map(Constants::spec).toList();
    return new HeadGraph(graph.build(), features, parameters, score);
  }

  private static String classes(GraphBuilder graph, OnnxGraph head, TensorSpec output) {
    String scores =
        lastSoftmax(head, output.name()).map(node -> node.getInput(0)).orElse(output.name());
    expose(graph, head, scores, output.renamed(Heads.LOGITS));
    if (!givesProbabilities(head, output.name())) {
      requireAbsent(head, Heads.PROBABILITIES);
      graph.node(
          "Softmax",
          List.of(Heads.LOGITS),
          List.of(Heads.PROBABILITIES),
          Attributes.integer("axis", 1));
    }
    graph.output(output.renamed(Heads.PROBABILITIES));
    graph.output(output.renamed(Heads.LOGITS));
    return Heads.PROBABILITIES;
  }

  private static String values(GraphBuilder graph, OnnxGraph head, TensorSpec output) {
    expose(graph, head, output.name(), output.renamed(Heads.VALUES));
    graph.output(output.renamed(Heads.VALUES));
    return Heads.VALUES;
  }

  private static void expose(GraphBuilder graph, OnnxGraph head, String from, TensorSpec as) {
    if (!from.equals(as.name())) {
      requireAbsent(head, as.name());
      graph.node("Identity", List.of(from), List.of(as.name()));
    }
  }

  private static void requireAbsent(OnnxGraph head, String name) {
    if (NodeNames.all(head.graph()).contains(name)) {
      throw new ModelRejected(
          "the model uses this name for something else",
          "value '" + name + "'",
          "rename it in the model: heads give their result under that name");
    }
  }

  /** Whether the output already is what a head calls probabilities, name and all. */
  private static boolean givesProbabilities(OnnxGraph head, String output) {
    return output.equals(Heads.PROBABILITIES)
        && lastSoftmax(head, output).filter(n -> n.getOpType().equals("Softmax")).isPresent();
  }

  private static Optional<NodeProto> lastSoftmax(OnnxGraph head, String output) {
    return head.nodes().stream()
        .filter(node -> node.getOutputList().contains(output))
        .filter(node -> SOFTMAXES.contains(node.getOpType()))
        .findFirst();
  }
}
