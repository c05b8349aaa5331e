package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.OnnxGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Batch normalization that trains: a node whose running mean and variance are parameters
 * standardizes by the batch, and these two follow the batch's instead of a gradient: {@code running
 * · momentum + batch · (1 − momentum)}. The variance that is kept is the unbiased one, as in
 * PyTorch; the operator's text has the population's.
 */
final class MovingStatistics {

  private static final int MEAN = 3;
  private static final int VARIANCE = 4;

  private MovingStatistics() {}

  /** Names of the parameters that can follow the batch; empty where there is none. */
  static Set<String> of(HeadGraph head) {
    return of(head, node -> true);
  }

  /** Of a head that {@link #training} gave: names of the parameters that do. */
  static Set<String> trained(HeadGraph head) {
    return of(head, MovingStatistics::trains);
  }

  private static Set<String> of(HeadGraph head, Predicate<NodeProto> which) {
    Set<String> parameters = names(head);
    Set<String> found = new TreeSet<>();
    for (NodeProto node : head.graph().nodes()) {
      if (moves(node, parameters) && which.test(node)) {
        found.add(node.getInput(MEAN));
        found.add(node.getInput(VARIANCE));
      }
    }
    return found;
  }

  private static Set<String> names(HeadGraph head) {
    Set<String> names = new HashSet<>();
    head.parameters().forEach(spec -> names.add(spec.name()));
    return names;
  }

  private static boolean moves(NodeProto node, Collection<String> parameters) {
    return node.getOpType().equals("BatchNormalization")
        && node.getDomain().isEmpty()
        && parameters.contains(node.getInput(MEAN))
        && parameters.contains(node.getInput(VARIANCE));
  }

  private static boolean trains(NodeProto node) {
    return Attributes.integer(node, "training_mode", 0) == 1;
  }

  /** The head with such nodes in training mode; the very same where there is none. */
  static HeadGraph training(HeadGraph head) {
    if (of(head).isEmpty()) {
      return head;
    }
    HeadGraph current = OperatorSets.upgrade(head);
    OnnxGraph graph = current.graph();
    Set<String> parameters = names(head);
    GraphBuilder builder = GraphBuilder.named(graph.graph().getName());
    graph.inputs().forEach(builder::input);
    graph.outputs().forEach(builder::output);
    graph.initializers().values().forEach(builder::initializer);
    graph.opsets().forEach(builder::operatorSet);
    for (NodeProto node : graph.nodes()) {
      builder.node(moves(node, parameters) ? inTraining(node) : node);
    }
    int opset = Math.toIntExact(graph.opset().orElse((long) GraphBuilder.OPSET));
    OnnxGraph built = builder.build(opset, Math.toIntExact(graph.irVersion()));
    return new HeadGraph(built, head.features(), head.parameters(), head.score());
  }

  private static NodeProto inTraining(NodeProto node) {
    String result = node.getOutput(0);
    // ONNX Runtime wants all three results to be there.
    return node.toBuilder()
        .addAttribute(Attributes.integer("training_mode", 1))
        .addOutput(result + ".millrace.mean")
        .addOutput(result + ".millrace.variance")
        .build();
  }

  /** Where the forward form of a node keeps what is needed here. */
  interface Saved {
    String of(NodeProto node, String what);
  }

  /**
   * Appends the statistics after the batch.
   *
   * @return the new value of each parameter {@code [channels]}
   */
  static Map<String, String> append(
      HeadGraph head, HeadValues values, Saved saved, NodeWriter write) {
    Map<String, String> moved = new LinkedHashMap<>();
    Set<String> parameters = names(head);
    List<NodeProto> nodes = new ArrayList<>(head.graph().nodes());
    nodes.removeIf(node -> !moves(node, parameters) || !trains(node));
    for (NodeProto node : nodes) {
      float momentum = Attributes.real(node, "momentum", 0.9f);
      long channels = values.shape(node.getInput(MEAN)).orElseThrow()[0];
      String size = write.cast(write.op("Size", node.getInput(0)), ElementType.FLOAT32);
      String each = write.mul(size, write.real(1f / channels));
      String unbiased = write.div(each, write.sub(each, write.real(1)));
      String mean = saved.of(node, NormalizationRules.MEAN);
      String variance = write.mul(saved.of(node, NormalizationRules.VARIANCE), unbiased);
      moved.put(node.getInput(MEAN), blend(node.getInput(MEAN), mean, momentum, write));
      moved.put(node.getInput(VARIANCE), blend(node.getInput(VARIANCE), variance, momentum, write));
    }
    return moved;
  }

  private static String blend(String before, String now, float momentum, NodeWriter write) {
    String kept = write.mul(before, write.real(momentum));
    return write.add(kept, write.mul(write.reshape(now, -1), write.real(1 - momentum)));
  }
}
