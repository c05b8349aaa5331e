package dev.millrace.models.graph;

import java.util.List;

/**
 * A head: the trainable part of a model, with its parameters as graph inputs.
 *
 * @param graph inputs: features, then parameters, then {@link Heads#OFFSET} and {@link
 *     Heads#FACTOR} for a regression head; outputs: {@link Heads#LOGITS} and {@link
 *     Heads#PROBABILITIES} {@code [n, classes]}, or {@link Heads#VALUES} {@code [n, values]}
 * @param features inputs that the backbone gives, in head input order
 * @param parameters inputs that are learned, sorted by name
 * @param score the output that is served: probabilities or values
 */
public record HeadGraph(
    OnnxGraph graph, List<TensorSpec> features, List<TensorSpec> parameters, String score) {

  public HeadGraph {
    features = List.copyOf(features);
    parameters = List.copyOf(parameters);
    for (TensorSpec spec : features) {
      requireInput(graph, spec);
    }
    for (TensorSpec spec : parameters) {
      requireInput(graph, spec);
    }
    if (graph.output(score).isEmpty()) {
      throw new IllegalArgumentException("the head has no output '" + score + "': " + graph);
    }
  }

  /** Whether it wants {@link Heads#OFFSET} and {@link Heads#FACTOR}, {@code [n, 1]} each. */
  public boolean scaled() {
    return graph.input(Heads.OFFSET).isPresent() && graph.input(Heads.FACTOR).isPresent();
  }

  private static void requireInput(OnnxGraph graph, TensorSpec spec) {
    if (graph.input(spec.name()).isEmpty()) {
      throw new IllegalArgumentException("the head has no input '" + spec.name() + "': " + graph);
    }
  }
}
