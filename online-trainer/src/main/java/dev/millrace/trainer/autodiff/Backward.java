package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gradient rule sees: one node of the head, and the gradient of its result.
 *
 * @param node the node
 * @param gradient name of the loss's gradient by the node's first output
 * @param write appends operators
 * @param shapes shapes of all values of the head, as far as they are known before a run
 */
record Backward(NodeProto node, String gradient, NodeWriter write, Map<String, TensorSpec> shapes) {

  String input(int index) {
    return node.getInput(index);
  }

  String output() {
    return node.getOutput(0);
  }

  /** Number of dimensions of a value. */
  int rank(String value) {
    return shape(value).length;
  }

  /** Dimensions of a value, −1 where known only at run time. */
  long[] shape(String value) {
    @Nullable TensorSpec spec = shapes.get(value);
    if (spec == null || !spec.ranked()) {
      throw new NoGradient(
          "the number of dimensions of '%s' is not known before the run".formatted(value), node);
    }
    return spec.shape();
  }

  /**
   * Undoes broadcasting: sums a gradient that has the output's shape over the axes along which the
   * input was repeated. The one place where this is done.
   */
  String unbroadcast(String fullGradient, int index) {
    long[] narrow = shape(input(index));
    long[] wide = shape(output());
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
      result = write.sumKeeping(result, axes(kept));
    }
    return lost.isEmpty() ? result : write.sum(result, axes(lost));
  }

  private static long[] axes(List<Long> axes) {
    return axes.stream().mapToLong(Long::longValue).toArray();
  }
}
