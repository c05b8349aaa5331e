package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the values of a head before a run.
 *
 * @param specs type and shape of each value, as far as they can be known
 * @param constants values that are the same in every run
 */
record HeadValues(Map<String, TensorSpec> specs, Map<String, TensorProto> constants) {

  /** Nothing known. */
  static final HeadValues UNKNOWN = new HeadValues(Map.of(), Map.of());

  /** Types through which gradients flow; a gradient has the type of its value. */
  private static final Set<ElementType> REALS =
      Set.of(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.FLOAT16, ElementType.BFLOAT16);

  /** Types that a run gives back to Java. */
  static final Set<ElementType> READABLE =
      Set.of(
          ElementType.FLOAT32,
          ElementType.FLOAT64,
          ElementType.FLOAT16,
          ElementType.INT64,
          ElementType.INT32,
          ElementType.BOOL);

  /** Type of a value; float32 where nothing is known. */
  ElementType type(String value) {
    @Nullable TensorSpec spec = specs.get(value);
    return spec == null ? ElementType.FLOAT32 : spec.type();
  }

  /** Whether a value can carry a gradient. */
  boolean differentiable(String value) {
    return REALS.contains(type(value));
  }

  /** Dimensions of a value, −1 where known only at run time; empty where not even their number. */
  Optional<long[]> shape(String value) {
    @Nullable TensorSpec spec = specs.get(value);
    return spec == null || !spec.ranked() ? Optional.empty() : Optional.of(spec.shape());
  }

  /** The numbers of a constant int64 or int32 value. */
  Optional<long[]> integers(String value) {
    return Optional.ofNullable(constants.get(value)).map(Constants::integers);
  }

  /** The number of a constant float32 value that has one element. */
  Optional<Float> real(String value) {
    return Optional.ofNullable(constants.get(value))
        .filter(tensor -> ElementType.of(tensor.getDataType()) == ElementType.FLOAT32)
        .map(Constants::floats)
        .filter(numbers -> numbers.length == 1)
        .map(numbers -> numbers[0]);
  }
}
