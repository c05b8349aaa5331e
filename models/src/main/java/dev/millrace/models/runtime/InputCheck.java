package dev.millrace.models.runtime;

import dev.millrace.models.graph.TensorSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Do tensors fit a model's inputs? Asked before a run, so that the answer names the input. */
final class InputCheck {

  private InputCheck() {}

  static void fits(TensorSpec spec, Tensor tensor) {
    if (spec.type() != tensor.type() || !shapeFits(spec, tensor)) {
      throw new ShapeMismatch(
          "input '%s' takes %s %s, it was given %s"
              .formatted(
                  spec.name(), spec.type().label(), TensorSpec.shapeText(spec.dims()), tensor));
    }
  }

  static ShapeMismatch missing(
      Collection<TensorSpec> inputs, Map<String, Tensor> given, Collection<String> held) {
    List<TensorSpec> missing =
        inputs.stream()
            .filter(s -> !given.containsKey(s.name()) && !held.contains(s.name()))
            .toList();
    return new ShapeMismatch(
        "inputs are missing: %s; given were %s".formatted(missing, given.keySet()));
  }

  private static boolean shapeFits(TensorSpec spec, Tensor tensor) {
    long[] dims = spec.dims();
    if (dims == null) {
      return true;
    }
    // ONNX Runtime reports an input of unknown rank as a scalar, so a scalar's rank isn't checked.
    if (dims.length == 0) {
      return true;
    }
    if (dims.length != tensor.rank()) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] >= 0 && dims[i] != tensor.dim(i)) {
        return false;
      }
    }
    return true;
  }
}
