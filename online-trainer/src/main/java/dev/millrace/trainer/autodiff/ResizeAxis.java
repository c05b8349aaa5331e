package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import java.util.Optional;

/**
 * How Resize maps one axis: each element of the result is a weighted sum of elements of the input.
 * Positions are computed in float32, by the ONNX specification, as ONNX Runtime does.
 */
final class ResizeAxis {

  private final int from;
  private final int to;

  /** {@code [to, from]}, row-major. */
  private final float[] weights;

  private ResizeAxis(int from, int to) {
    this.from = from;
    this.to = to;
    this.weights = new float[to * from];
  }

  /** An axis that stays as it is. */
  static ResizeAxis unchanged(int size) {
    ResizeAxis axis = new ResizeAxis(size, size);
    for (int i = 0; i < size; i++) {
      axis.weights[i * size + i] = 1;
    }
    return axis;
  }

  /**
   * An axis of a Resize node.
   *
   * @param index which of its axes
   * @param stated the scale that the node states
   * @throws NoGradient for modes without a rule
   */
  static ResizeAxis of(AtNode at, int index, Optional<Float> stated) {
    requireKnown(at);
    int from = Math.toIntExact(at.shape(at.input(0))[index]);
    int to = Math.toIntExact(at.shape(at.output())[index]);
    float scale = stated.orElse((float) to / from);
    if (from == to && scale == 1) {
      return unchanged(from);
    }
    String mode = Attributes.text(at.node(), "mode", "nearest");
    ResizeAxis axis = new ResizeAxis(from, to);
    for (int i = 0; i < to; i++) {
      float place = axis.place(at, i, scale);
      switch (mode) {
        case "nearest" -> axis.nearest(i, rounded(at, place));
        case "linear" -> axis.linear(i, place);
        default -> throw at.refuse("mode %s has no gradient rule", mode);
      }
    }
    return axis;
  }

  private static void requireKnown(AtNode at) {
    if (at.integer("antialias", 0) != 0) {
      throw at.refuse("antialias has no gradient rule");
    }
    String policy = Attributes.text(at.node(), "keep_aspect_ratio_policy", "stretch");
    if (!policy.equals("stretch")) {
      throw at.refuse("keep_aspect_ratio_policy %s has no gradient rule", policy);
    }
  }

  /** Where in the input an element of the result lies. */
  private float place(AtNode at, int index, float scale) {
    String mode = Attributes.text(at.node(), "coordinate_transformation_mode", "half_pixel");
    float half = (index + 0.5f) / scale - 0.5f;
    return switch (mode) {
      case "half_pixel" -> half;
      case "pytorch_half_pixel" -> to > 1 ? half : 0;
      case "asymmetric" -> index / scale;
      case "align_corners" -> to > 1 ? index * (from - 1f) / (to - 1f) : 0;
      case "tf_half_pixel_for_nn" -> (index + 0.5f) / scale;
      case "half_pixel_symmetric" -> from / 2f * (1 - to / (scale * from)) + half;
      default -> throw at.refuse("coordinate_transformation_mode %s has no gradient rule", mode);
    };
  }

  private static int rounded(AtNode at, float place) {
    String mode = Attributes.text(at.node(), "nearest_mode", "round_prefer_floor");
    return (int)
        switch (mode) {
          case "round_prefer_floor" -> Math.ceil(place - 0.5f);
          case "round_prefer_ceil" -> Math.floor(place + 0.5f);
          case "floor" -> Math.floor(place);
          case "ceil" -> Math.ceil(place);
          default -> throw at.refuse("nearest_mode %s has no gradient rule", mode);
        };
  }

  private void nearest(int index, int place) {
    weights[index * from + Math.min(Math.max(place, 0), from - 1)] = 1;
  }

  private void linear(int index, float place) {
    float inside = Math.min(Math.max(place, 0), from - 1f);
    int low = (int) inside;
    int high = Math.min(low + 1, from - 1);
    weights[index * from + low] += 1 - (inside - low);
    weights[index * from + high] += inside - low;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** How often an element is repeated, where {@link #repeats}. */
  int factor() {
    return to / from;
  }

  /** Whether each element is repeated, all of them equally often. */
  boolean repeats() {
    if (to % from != 0) {
      return false;
    }
    for (int i = 0; i < to; i++) {
      if (weights[i * from + i / factor()] != 1) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing changes. */
  boolean same() {
    return from == to && repeats();
  }

  /** What each element of the result takes of each of the input {@code [to, from]}. */
  TensorProto matrix() {
    return Constants.float32("matrix", weights, to, from);
  }
}
