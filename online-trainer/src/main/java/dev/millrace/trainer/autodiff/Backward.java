package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gradient rule sees: one node of the head, the gradients of its results, and where to give
 * those of its inputs. Inputs and outputs are counted from 0.
 */
final class Backward extends AtNode {

  /** The walk that asks: which inputs want a gradient, and who takes it. */
  interface Walk {
    boolean wants(String value);

    void give(String value, String gradient);
  }

  private final List<Optional<String>> gradients;
  private final Map<String, String> saved;
  private final Walk walk;

  Backward(
      NodeProto node,
      List<Optional<String>> gradients,
      Map<String, String> saved,
      HeadValues values,
      NodeWriter write,
      Walk walk) {
    super(node, values, write);
    this.gradients = List.copyOf(gradients);
    this.saved = Map.copyOf(saved);
    this.walk = walk;
  }

  /**
   * Gradient of the first result.
   *
   * @throws NoGradient where gradients reach other results only
   */
  String gradient() {
    return gradient(0)
        .orElseThrow(() -> refuse("only the operator's first result has a gradient rule"));
  }

  /** Gradient of a result; empty where the loss does not depend on it. */
  Optional<String> gradient(int output) {
    return output < gradients.size() ? gradients.get(output) : Optional.empty();
  }

  /** Whether an input is there and leads to a parameter. */
  boolean wants(int input) {
    return has(input) && walk.wants(input(input));
  }

  /** Hands over the gradient of an input, of that input's shape and type. */
  void give(int input, String gradient) {
    walk.give(input(input), gradient);
  }

  /**
   * A value that the operator's {@link ForwardForms} row kept for this rule.
   *
   * @param what the row's own word for it
   */
  String saved(String what) {
    @Nullable String name = saved.get(what);
    if (name == null) {
      throw new IllegalStateException(
          "the forward form of %s keeps no '%s'".formatted(node().getOpType(), what));
    }
    return name;
  }

  /**
   * Undoes broadcasting: sums a gradient that has the output's shape over the axes along which the
   * input was repeated. The one place where this is done.
   */
  String unbroadcast(String fullGradient, int index) {
    return unbroadcast(fullGradient, shape(output()), shape(input(index)));
  }

  /** The same for any two shapes: {@code wide} is what {@code narrow} was repeated to. */
  String unbroadcast(String fullGradient, long[] wide, long[] narrow) {
    int added = wide.length - narrow.length;
    List<Long> lost = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    for (int axis = 0; axis < wide.length; axis++) {
      if (axis < added) {
        lost.add((long) axis);
      } else if (narrow[axis - added] == 1 && wide[axis] != 1) {
        kept.add((long) axis);
      }
    }
    String result = fullGradient;
    if (!kept.isEmpty()) {
      result = write().sumKeeping(result, axes(kept));
    }
    return lost.isEmpty() ? result : write().sum(result, axes(lost));
  }

  private static long[] axes(List<Long> axes) {
    return axes.stream().mapToLong(Long::longValue).toArray();
  }
}
