package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.NodeNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which values of a head depend on a parameter, in a way that a gradient can follow: through real
 * numbers, and not through an operator that stops it.
 */
final class TrainedValues {

  private final List<NodeProto> nodes;
  private final Collection<String> parameters;
  private final Set<String> names = new HashSet<>();

  TrainedValues(List<NodeProto> nodes, HeadValues values, Collection<String> parameters) {
    this.nodes = nodes;
    this.parameters = parameters;
    names.addAll(parameters);
    for (NodeProto node : nodes) {
      if (dependsOnParameter(node) && !stops(node)) {
        NodeNames.outputs(node).stream().filter(values::differentiable).forEach(names::add);
      }
    }
  }

  boolean contains(String value) {
    return names.contains(value);
  }

  /** Whether a node reads such a value, if only inside a subgraph. */
  boolean dependsOnParameter(NodeProto node) {
    return NodeNames.uses(node).stream().anyMatch(names::contains);
  }

  private static boolean stops(NodeProto node) {
    return GradientRules.of(node).filter(rule -> rule.passage() == Passage.STOPS).isPresent();
  }

  /** The nodes between the parameters and a value, in topological order. */
  List<NodeProto> leadingTo(String value) {
    Set<String> wanted = new HashSet<>(Set.of(value));
    List<NodeProto> found = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i);
      if (dependsOnParameter(node)
          && NodeNames.outputs(node).stream().anyMatch(n -> wanted.contains(n) && contains(n))) {
        wanted.addAll(NodeNames.uses(node));
        found.add(0, node);
      }
    }
    return found;
  }

  /** What to do about nodes that no gradient passes: train only what lies behind them. */
  String remedy(List<NodeProto> blocked) {
    Map<String, Set<String>> sources = sources();
    Set<String> before = new TreeSet<>();
    for (NodeProto node : blocked) {
      NodeNames.uses(node).forEach(name -> before.addAll(sources.getOrDefault(name, Set.of())));
    }
    List<String> behind = parameters.stream().filter(p -> !before.contains(p)).toList();
    return behind.isEmpty()
        ? "no trainable parameter lies behind it, so this model needs another head"
        : "the nearest cut that avoids it trains only what lies behind it: " + behind;
  }

  /** The parameters that each value depends on. */
  private Map<String, Set<String>> sources() {
    Map<String, Set<String>> sources = new HashMap<>();
    parameters.forEach(name -> sources.put(name, Set.of(name)));
    for (NodeProto node : nodes) {
      Set<String> all = new HashSet<>();
      NodeNames.uses(node).forEach(name -> all.addAll(sources.getOrDefault(name, Set.of())));
      NodeNames.outputs(node).forEach(name -> sources.put(name, all));
    }
    return sources;
  }
}
