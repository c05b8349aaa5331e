package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a head that was cut out of a model the outputs that an attached head has, whether the model
 * ends in probabilities, in their logarithms or in plain scores.
 */
public final class CutHeads {

  /** What a model may end in and still have the scores before it. */
  private static final Map<Kind, Set<String>> ENDS =
      Map.of(
          Kind.SOFTMAX, Set.of("Softmax", "LogSoftmax"),
          Kind.SIGMOID, Set.of("Sigmoid"),
          Kind.REGRESSION, Set.of());

  private CutHeads() {}

  /**
   * The head of a cut.
   *
   * @param features values at the cut with their shapes
   * @param output the model's output that is learned, {@code [n, classes]} or {@code [n, values]}
   * @param kind what it means: for {@link Kind#SOFTMAX} and {@link Kind#SIGMOID} the head gives
   *     {@link Heads#LOGITS} and {@link Heads#PROBABILITIES}, for {@link Kind#REGRESSION} {@link
   *     Heads#VALUES}, in the model's own unit
   * @param also further outputs of the model that an objective reads
   * @throws ModelRejected where that output doesn't depend on the trained parameters
   */
  public static HeadGraph of(
      Cut cut, List<TensorSpec> features, String output, Kind kind, Collection<String> also) {
    TensorSpec spec = output(cut, output);
    GraphBuilder graph = GraphBuilder.from(cut.head()).withoutOutputs();
    // Few files state the shapes of their inner values, and gradients need them. ONNX Runtime says
    // that there are no dimensions where it does not know how many.
    features.stream().filter(f -> f.ranked() && f.shape().length > 0).forEach(graph::restatedInput);
    String score =
        kind == Kind.REGRESSION
            ? values(graph, cut.head(), spec)
            : probabilities(graph, cut.head(), spec, kind);
    for (String name : also) {
      if (!name.equals(Heads.VALUES) && !name.equals(Heads.PROBABILITIES)) {
        graph.output(output(cut, name));
      }
    }
    List<TensorSpec> parameters = cut.parameters().stream().map(Constants::spec).toList();
    return new HeadGraph(graph.build(), features, parameters, score);
  }

  /** The head of a cut with the outputs that are served. */
  public static HeadGraph of(Cut cut, List<TensorSpec> features, String output, Kind kind) {
    return of(cut, features, output, kind, List.of());
  }

  private static TensorSpec output(Cut cut, String output) {
    return cut.head()
        .output(output)
        .orElseThrow(
            () ->
                new ModelRejected(
                    "it doesn't depend on the trained parameters",
                    "output '" + output + "'",
                    "learn one of these: " + cut.head().outputs()));
  }

  private static String probabilities(
      GraphBuilder graph, OnnxGraph head, TensorSpec output, Kind kind) {
    String scores =
        end(head, output.name(), kind).map(node -> node.getInput(0)).orElse(output.name());
    expose(graph, head, scores, output.renamed(Heads.LOGITS));
    if (!givesProbabilities(head, output.name(), kind)) {
      requireAbsent(head, Heads.PROBABILITIES);
      List<String> in = List.of(Heads.LOGITS);
      List<String> out = List.of(Heads.PROBABILITIES);
      if (kind == Kind.SOFTMAX) {
        graph.node("Softmax", in, out, Attributes.integer("axis", 1));
      } else {
        graph.node("Sigmoid", in, out);
      }
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
  private static boolean givesProbabilities(OnnxGraph head, String output, Kind kind) {
    return output.equals(Heads.PROBABILITIES)
        && end(head, output, kind).filter(n -> !n.getOpType().equals("LogSoftmax")).isPresent();
  }

  private static Optional<NodeProto> end(OnnxGraph head, String output, Kind kind) {
    return head.nodes().stream()
        .filter(node -> node.getOutputList().contains(output))
        .filter(node -> ENDS.getOrDefault(kind, Set.of()).contains(node.getOpType()))
        .findFirst();
  }
}
