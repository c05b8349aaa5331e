package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.NodeNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reverse-mode differentiation of a graph: goes through the nodes from the last to the first, adds
 * up the gradients that reach a value from its users, and hands them to the rule of the operator
 * that made it. Only values that depend on a parameter are visited.
 */
final class Differentiator implements Backward.Walk {

  private final HeadValues values;
  private final TrainedValues trained;
  private final Map<String, Map<String, String>> saved;
  private final NodeWriter write;
  private final Map<String, List<String>> reached = new HashMap<>();

  /**
   * @param values what is known of the head's values
   * @param trained which of them depend on a parameter
   * @param saved what {@link ForwardForms} kept for a node's rule, by the node's first result that
   *     has a name
   * @param write where the gradient's operators go
   */
  Differentiator(
      HeadValues values,
      TrainedValues trained,
      Map<String, Map<String, String>> saved,
      NodeWriter write) {
    this.values = values;
    this.trained = trained;
    this.saved = saved;
    this.write = write;
  }

  /**
   * Appends the operators that compute the gradients.
   *
   * @param seed value that the loss is a function of
   * @param seedGradient the loss's gradient by it
   * @param parameters values to differentiate by
   * @return name of the gradient of each parameter that has any influence
   * @throws NoGradient where an operator on the way has no rule
   */
  Map<String, String> gradients(String seed, String seedGradient, List<String> parameters) {
    List<NodeProto> way = trained.leadingTo(seed);
    requireRules(way);
    give(seed, seedGradient);
    for (int i = way.size() - 1; i >= 0; i--) {
      passThrough(way.get(i));
    }
    Map<String, String> result = new LinkedHashMap<>();
    for (String parameter : parameters) {
      sum(parameter).ifPresent(gradient -> result.put(parameter, gradient));
    }
    return result;
  }

  /** Looks at all of them first, so that the remedy avoids every operator without a rule. */
  private void requireRules(List<NodeProto> way) {
    List<NodeProto> without =
        way.stream().filter(node -> GradientRules.of(node).isEmpty()).toList();
    if (!without.isEmpty()) {
      NodeProto last = without.get(without.size() - 1);
      throw new NoGradient("there is no gradient rule", last).with(trained.remedy(without));
    }
  }

  private void passThrough(NodeProto node) {
    List<Optional<String>> gradients = node.getOutputList().stream().map(this::sum).toList();
    if (gradients.stream().noneMatch(Optional::isPresent)) {
      return;
    }
    Map<String, String> kept = saved.getOrDefault(NodeNames.outputs(node).get(0), Map.of());
    try {
      GradientRules.of(node)
          .orElseThrow()
          .apply(new Backward(node, gradients, kept, values, write, this));
    } catch (NoGradient e) {
      throw e.with(trained.remedy(List.of(node)));
    }
  }

  @Override
  public boolean wants(String value) {
    return trained.contains(value);
  }

  @Override
  public void give(String value, String gradient) {
    reached.computeIfAbsent(value, key -> new ArrayList<>()).add(gradient);
  }

  private Optional<String> sum(String value) {
    return reached.getOrDefault(value, List.of()).stream().reduce(write::add);
  }
}
