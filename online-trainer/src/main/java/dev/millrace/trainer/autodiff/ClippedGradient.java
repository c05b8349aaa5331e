package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.trainer.autodiff.DenseUses.Use;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Differentiates by the results of dense layers, and appends the {@link ClippedSum} of that. */
final class ClippedGradient {

  private final List<NodeProto> nodes;
  private final HeadValues values;
  private final List<Use> uses;
  private final double length;

  /**
   * @param nodes the head's
   * @param values what is known of its values
   * @param uses its parameters
   * @param length longest gradient of an example
   */
  ClippedGradient(List<NodeProto> nodes, HeadValues values, List<Use> uses, double length) {
    this.nodes = nodes;
    this.values = values;
    this.uses = uses;
    this.length = length;
  }

  /**
   * The sums, flat, in the order of the uses.
   *
   * @throws NoGradient where a parameter has no influence on the loss
   */
  List<String> append(Loss.Terms terms, NodeWriter write) {
    Map<Use, String> behind = new HashMap<>();
    for (Loss.Seed seed : terms.seeds()) {
      List<Use> own = uses.stream().filter(use -> seed.reaches(use.parameter())).toList();
      if (own.isEmpty()) {
        throw NoGradient.reachesNone(seed, uses.stream().map(Use::parameter).toList());
      }
      Map<String, String> gradients = walk(seed, own, write);
      for (Use use : own) {
        if (gradients.containsKey(use.result())) {
          behind.merge(use, gradients.get(use.result()), write::add);
        }
      }
    }
    for (Use use : uses) {
      if (!behind.containsKey(use)) {
        throw NoGradient.noInfluence(use.parameter());
      }
    }
    return new ClippedSum(length, write).of(uses, behind);
  }

  private Map<String, String> walk(Loss.Seed seed, List<Use> own, NodeWriter write) {
    List<String> results = own.stream().map(Use::result).distinct().toList();
    TrainedValues ways = new TrainedValues(nodes, values, results);
    // No operator of such a head runs in another form, so nothing was saved.
    return new Differentiator(values, ways, Map.of(), write)
        .gradients(seed.value(), seed.gradient(), results);
  }
}
