package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.TensorSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Resize along the last one or two axes. It is linear, one matrix an axis, so its gradient is the
 * product with the transposed matrices; an axis on which each element is only repeated needs none.
 */
final class ResizeRules {

  private ResizeRules() {}

  static Map<String, Rule> rows() {
    return Map.of("Resize", Rule.first((at, input) -> resize(at)));
  }

  private static String resize(Backward at) {
    long[] from = at.shape(at.input(0));
    long[] to = at.shape(at.output());
    int rank = from.length;
    for (int axis = 0; axis < rank; axis++) {
      boolean spatial = axis >= Math.max(rank - 2, 1);
      boolean open = from[axis] < 0 || to[axis] < 0;
      if (spatial ? open : !open && from[axis] != to[axis]) {
        throw at.refuse(
            "only the last two axes of '%s' may be resized, and their sizes must be fixed,"
                + " not %s to %s",
            at.input(0), TensorSpec.shapeText(from), TensorSpec.shapeText(to));
      }
    }
    ResizeAxis width = ResizeAxis.of(at, rank - 1, scale(at, rank - 1));
    if (rank < 4) {
      return back(at, ResizeAxis.unchanged(1), width);
    }
    return back(at, ResizeAxis.of(at, rank - 2, scale(at, rank - 2)), width);
  }

  /** The scale that the node states; empty where it states sizes, and the scale follows. */
  private static Optional<Float> scale(Backward at, int axis) {
    if (!at.has(2)) {
      return Optional.empty();
    }
    float[] scales =
        Optional.ofNullable(at.values().constants().get(at.input(2)))
            .map(Constants::floats)
            .orElseThrow(() -> at.refuse("its scales must be constant"));
    if (scales.length == 0) {
      return Optional.empty(); // How exporters leave out an input in the middle.
    }
    long[] every = new long[scales.length];
    Arrays.setAll(every, i -> i);
    long[] axes = Attributes.integers(at.node(), "axes").orElse(every);
    int rank = at.rank(at.input(0));
    for (int i = 0; i < axes.length; i++) {
      if (AtNode.axis(axes[i], rank) == axis) {
        return Optional.of(scales[i]);
      }
    }
    return Optional.of(1f);
  }

  private static String back(Backward at, ResizeAxis height, ResizeAxis width) {
    NodeWriter write = at.write();
    String gradient = at.gradient();
    if (height.repeats() && width.repeats()) {
      String blocks =
          write.reshape(gradient, -1, height.from(), height.factor(), width.from(), width.factor());
      return write.reshapeLike(write.sum(blocks, 2, 4), at.input(0));
    }
    String rows = write.reshape(gradient, -1, height.to(), width.to());
    if (!width.same()) {
      rows = write.matmul(rows, write.constant(width.matrix()));
    }
    if (!height.same()) {
      String matrix = write.transpose(write.constant(height.matrix()));
      rows = write.matmul(matrix, rows);
    }
    return write.reshapeLike(rows, at.input(0));
  }
}
