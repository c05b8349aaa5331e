package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation of a graph: goes through the nodes from the last to the first, adds
 * up the gradients that reach a value from its users, and hands them to the rule of the operator
 * that made it. Only values that depend on a parameter are visited.
 */
final class Differentiator {

  private final List<NodeProto> nodes;
  private final Map<String, TensorSpec> shapes;
  private final NodeWriter write;
  private final Set<String> trained = new HashSet<>();
  private final Map<String, List<String>> reached = new HashMap<>();

  /**
   * @param nodes the head's nodes in topological order
   * @param shapes shapes of all its values
   * @param write where the gradient's operators go
   */
  Differentiator(List<NodeProto> nodes, Map<String, TensorSpec> shapes, NodeWriter write) {
    this.nodes = nodes;
    this.shapes = shapes;
    this.write = write;
  }

  /**
   * Appends the operators that compute the gradients.
   *
   * @param seed value that the loss is a function of
   * @param seedGradient the loss's gradient by it
   * @param parameters values to differentiate by
   * @return name of each parameter's gradient, in the order given
   * @throws NoGradient where an operator on the way has no rule, or a parameter has no influence
   */
  List<String> gradients(String seed, String seedGradient, List<String> parameters) {
    trained.addAll(parameters);
    for (NodeProto node : nodes) {
      if (node.getInputList().stream().anyMatch(trained::contains)) {
        trained.addAll(node.getOutputList());
      }
    }
    reached.computeIfAbsent(seed, key -> new ArrayList<>()).add(seedGradient);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      passThrough(nodes.get(i));
    }
    List<String> result = new ArrayList<>();
    for (String parameter : parameters) {
      if (!reached.containsKey(parameter)) {
        throw new NoGradient(
            "parameter '%s' has no influence on the loss; train fewer parameters"
                .formatted(parameter));
      }
      result.add(sum(parameter));
    }
    return result;
  }

  private void passThrough(NodeProto node) {
    boolean secondary = node.getOutputList().stream().skip(1).anyMatch(reached::containsKey);
    if (secondary) {
      throw new NoGradient("only an operator's first result has a gradient", node);
    }
    if (!reached.containsKey(node.getOutput(0))) {
      return;
    }
    Backward at = new Backward(node, sum(node.getOutput(0)), write, shapes);
    for (int input = 0; input < node.getInputCount(); input++) {
      String name = node.getInput(input);
      if (trained.contains(name)) {
        String gradient = GradientRules.of(at).apply(at, input);
        reached.computeIfAbsent(name, key -> new ArrayList<>()).add(gradient);
      }
    }
  }

  private String sum(String value) {
    return reached.get(value).stream().reduce(write::add).orElseThrow();
  }
}
