package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Initializers that set how an operator works and are no weights, though they are float32 too: a
 * glob for all parameters must not learn the scale of a Resize or a running variance.
 */
final class Settings {

  /** Inputs that are settings, counted from 0: one row an operator. */
  private static final Map<String, Set<Integer>> ROWS =
      Map.ofEntries(
          Map.entry("BatchNormalization", Set.of(3, 4)),
          Map.entry("Clip", Set.of(1, 2)),
          Map.entry("DequantizeLinear", Set.of(1)),
          Map.entry("Dropout", Set.of(1)),
          Map.entry("Pad", Set.of(2)),
          Map.entry("Pow", Set.of(1)),
          Map.entry("QuantizeLinear", Set.of(1)),
          Map.entry("Resize", Set.of(1, 2)),
          Map.entry("Upsample", Set.of(1)));

  private Settings() {}

  /** Names of the initializers that are used as settings only. */
  static Set<String> of(OnnxGraph graph) {
    Set<String> settings = new HashSet<>();
    Set<String> weights = new HashSet<>();
    for (NodeProto node : graph.nodes()) {
      Set<Integer> row = ROWS.getOrDefault(node.getOpType(), Set.of());
      Set<String> own = new HashSet<>();
      for (int input : row) {
        if (input < node.getInputCount()) {
          own.add(node.getInput(input));
        }
      }
      settings.addAll(own);
      NodeNames.uses(node).stream().filter(name -> !own.contains(name)).forEach(weights::add);
    }
    settings.retainAll(graph.initializers().keySet());
    settings.removeAll(weights);
    return settings;
  }
}
