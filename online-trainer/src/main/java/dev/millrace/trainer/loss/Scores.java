package dev.millrace.trainer.loss;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Heads;
import dev.millrace.trainer.autodiff.Loss.Place;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.autodiff.NodeWriter;
import java.util.List;

/** Values that several losses need. */
final class Scores {

  private Scores() {}

  /** Scores before the operator that makes probabilities of them. */
  static String before(Place at, String operator, String loss) {
    return at.head().graph().nodes().stream()
        .filter(node -> node.getOutputList().contains(at.score()))
        .filter(node -> node.getOpType().equals(operator))
        .findFirst()
        .map(node -> node.getInput(0))
        .orElseThrow(
            () ->
                new NoGradient(
                    "the head's score '%s' is not the result of a %s; %s needs one:"
                            .formatted(at.score(), operator, loss)
                        + " name the probabilities as output, or choose another loss"));
  }

  /** Indices of classes {@code [n]} as rows of zeros and a one {@code [n, classes]}. */
  static String hot(Place at) {
    NodeWriter write = at.write();
    return write.op(
        "OneHot",
        List.of(at.target(), write.integers(at.outputs()), write.reals(0f, 1f)),
        Attributes.integer("axis", 1));
  }

  /** Predicted values, in standard units where the head is scaled. */
  static String predicted(Place at) {
    return scaled(at) ? Heads.STANDARD : at.score();
  }

  /** The truth in the unit of {@link #predicted}. */
  static String truth(Place at) {
    NodeWriter write = at.write();
    return scaled(at) ? write.div(write.sub(at.target(), Heads.OFFSET), Heads.FACTOR) : at.target();
  }

  private static boolean scaled(Place at) {
    return at.head().scaled() && at.score().equals(at.head().score());
  }

  /** Mean over an example's outputs {@code [n]}. */
  static String mean(Place at, String values) {
    NodeWriter write = at.write();
    return write.mul(write.sum(values, 1), write.real(1f / at.outputs()));
  }

  /** Values divided by the number of outputs. */
  static String part(Place at, String values) {
    return at.write().mul(values, at.write().real(1f / at.outputs()));
  }

  /** Weights of the outputs as a row, which broadcasts over the examples. */
  static String weights(Place at, List<Double> weights, String key) {
    if (weights.size() != at.outputs()) {
      throw new NoGradient(
          "%s has %d weights for %d outputs; give one for each"
              .formatted(key, weights.size(), at.outputs()));
    }
    float[] row = new float[weights.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = weights.get(i).floatValue();
    }
    return at.write().reals(row);
  }
}
