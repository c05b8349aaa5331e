package dev.millrace.models.graph;

import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Fresh heads for models that have none. Only operators that mean the same in every operator set
 * since 7 on the 2-D tensors used here, so that a head fits any backbone.
 */
public final class Heads {

  /** Scores before the softmax or sigmoid, {@code [n, classes]}. */
  public static final String LOGITS = "logits";

  /** Probabilities over the classes, or one of each output, {@code [n, classes]}. */
  public static final String PROBABILITIES = "probabilities";

  /** Predicted values in the target's own unit, {@code [n, values]}. */
  public static final String VALUES = "values";

  /** A regression head's output in standard units, {@code [n, values]}. */
  public static final String STANDARD = "standard";

  /** Input of a regression head: what is added to a value, {@code [n, 1]}. */
  public static final String OFFSET = "offset";

  /** Input of a regression head: the unit of a value, {@code [n, 1]}. */
  public static final String FACTOR = "factor";

  /** Active hidden units of an attached head, {@code [n, hidden]}. */
  public static final String HIDDEN = "head.hidden.active";

  /** Weight of the last layer of an attached head. */
  public static final String LAST_WEIGHT = "head.weight";

  private static final Set<String> RESERVED =
      Set.of(LOGITS, PROBABILITIES, VALUES, STANDARD, OFFSET, FACTOR);

  private Heads() {}

  /**
   * A head on top of one feature vector.
   *
   * @param spec kind, hidden units (0: linear) and number of outputs
   * @param feature the backbone's output, float32 {@code [n, d]} with a fixed d
   * @param opset version of the standard operators, the backbone's
   * @throws ModelRejected where the feature is no vector of fixed width
   */
  public static HeadGraph attach(HeadSpec spec, TensorSpec feature, int opset) {
    long width = width(feature);
    GraphBuilder graph = GraphBuilder.named("head").input(feature);
    List<TensorSpec> parameters = new ArrayList<>();
    String last = feature.name();
    if (spec.hidden() > 0) {
      dense(graph, parameters, "head.hidden", last, width, spec.hidden(), "head.hidden.sum");
      graph.node("Relu", List.of("head.hidden.sum"), List.of(HIDDEN));
      last = HIDDEN;
      width = spec.hidden();
    }
    String score =
        switch (spec.kind()) {
          case SOFTMAX -> {
            dense(graph, parameters, "head", last, width, spec.outputs(), LOGITS);
            yield softmax(graph, spec.outputs());
          }
          case SIGMOID -> {
            dense(graph, parameters, "head", last, width, spec.outputs(), LOGITS);
            graph.node("Sigmoid", List.of(LOGITS), List.of(PROBABILITIES));
            yield probabilities(graph, spec.outputs());
          }
          case REGRESSION -> {
            dense(graph, parameters, "head", last, width, spec.outputs(), STANDARD);
            yield inUnits(graph, spec.outputs());
          }
        };
    parameters.sort(Comparator.comparing(TensorSpec::name));
    parameters.forEach(graph::input);
    if (spec.kind() == HeadSpec.Kind.REGRESSION) {
      graph.input(TensorSpec.float32(OFFSET, TensorSpec.DYNAMIC, 1));
      graph.input(TensorSpec.float32(FACTOR, TensorSpec.DYNAMIC, 1));
    }
    OnnxGraph built = graph.build(opset, GraphBuilder.IR);
    return new HeadGraph(built, List.of(feature), parameters, score);
  }

  /** {@code sum = in · weight + bias}. */
  private static void dense(
      GraphBuilder graph,
      List<TensorSpec> parameters,
      String name,
      String in,
      long width,
      long units,
      String sum) {
    TensorSpec weight = TensorSpec.float32(name + ".weight", width, units);
    TensorSpec bias = TensorSpec.float32(name + ".bias", units);
    parameters.add(weight);
    parameters.add(bias);
    graph.node("Gemm", List.of(in, weight.name(), bias.name()), List.of(sum));
  }

  private static String softmax(GraphBuilder graph, long outputs) {
    // The axis is written out: its default changed with operator set 13.
    graph.node("Softmax", List.of(LOGITS), List.of(PROBABILITIES), Attributes.integer("axis", 1));
    return probabilities(graph, outputs);
  }

  private static String probabilities(GraphBuilder graph, long outputs) {
    graph
        .output(TensorSpec.float32(PROBABILITIES, TensorSpec.DYNAMIC, outputs))
        .output(TensorSpec.float32(LOGITS, TensorSpec.DYNAMIC, outputs));
    return PROBABILITIES;
  }

  private static String inUnits(GraphBuilder graph, long outputs) {
    graph
        .node("Mul", List.of(FACTOR, STANDARD), List.of("head.scaled"))
        .node("Add", List.of(OFFSET, "head.scaled"), List.of(VALUES))
        .output(TensorSpec.float32(VALUES, TensorSpec.DYNAMIC, outputs))
        .output(TensorSpec.float32(STANDARD, TensorSpec.DYNAMIC, outputs));
    return VALUES;
  }

  private static long width(TensorSpec feature) {
    if (feature.type() != ElementType.FLOAT32
        || !feature.ranked()
        || feature.shape().length != 2
        || feature.shape()[1] < 1) {
      throw new ModelRejected(
          "a head needs one float32 vector [n, d] of fixed width, not " + feature,
          "output '" + feature.name() + "'",
          "name another output of the model, or pool this one");
    }
    if (RESERVED.contains(feature.name()) || feature.name().startsWith("head.")) {
      throw new ModelRejected(
          "the name is one that heads use themselves",
          "output '" + feature.name() + "'",
          "rename the model's output");
    }
    return feature.shape()[1];
  }
}
