package dev.millrace.models.runtime;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shapes of a graph's outputs: as ONNX Runtime infers them, and where that leaves dimensions open,
 * from two runs with 2 and 3 rows. A dimension that both runs agree on is fixed.
 */
public final class ShapeInference {

  /** Size of an open dimension of float inputs: the least that common image networks take. */
  private static final int OPEN_EDGE = 32;

  /** Size of an open dimension of integer inputs: a short text. */
  private static final int OPEN_LENGTH = 8;

  private ShapeInference() {}

  /**
   * Outputs with their shapes, the first dimension being the batch.
   *
   * @throws ModelRejected where an output has no row for each input row
   */
  public static List<TensorSpec> outputs(OnnxGraph graph) {
    try (OrtModel model = OrtModel.load(graph, SessionSettings.DEFAULT)) {
      boolean batched = model.inputs().stream().anyMatch(ShapeInference::openBatch);
      Optional<Map<String, Tensor>> two = batched ? trace(model, 2) : Optional.empty();
      Optional<Map<String, Tensor>> three = batched ? trace(model, 3) : Optional.empty();
      List<TensorSpec> specs = new ArrayList<>();
      for (TensorSpec known : model.outputs()) {
        specs.add(
            two.isPresent() && three.isPresent()
                ? merged(known, two.get().get(known.name()), three.get().get(known.name()))
                : known);
      }
      return specs;
    }
  }

  private static boolean openBatch(TensorSpec input) {
    return input.ranked() && input.shape().length > 0 && input.shape()[0] < 0;
  }

  private static TensorSpec merged(TensorSpec known, Tensor two, Tensor three) {
    long[] dims = two.shape();
    if (two.rank() != three.rank() || two.rank() == 0 || dims[0] != 2 || three.dim(0) != 3) {
      throw new ModelRejected(
          "it has shape %s for 2 rows and %s for 3: not a row for each event"
              .formatted(Arrays.toString(dims), Arrays.toString(three.shape())),
          "value '" + known.name() + "' at the cut",
          "choose trainable parameters whose cut lies behind it, for example only the last layers");
    }
    dims[0] = TensorSpec.DYNAMIC;
    long[] inferred = known.dims();
    for (int i = 1; i < dims.length; i++) {
      boolean open = inferred != null && inferred.length == dims.length && inferred[i] < 0;
      // Named open by the file: the two runs only agree since both were given the same size.
      if (dims[i] != three.dim(i) || (open && !fixed(dims[i]))) {
        dims[i] = TensorSpec.DYNAMIC;
      }
    }
    return new TensorSpec(known.name(), known.type(), dims);
  }

  private static boolean fixed(long dim) {
    return dim != OPEN_EDGE && dim != OPEN_LENGTH;
  }

  /** Inputs of all ones; empty where the model wants more than that. */
  private static Optional<Map<String, Tensor>> trace(OrtModel model, int rows) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (TensorSpec spec : model.inputs()) {
      if (!spec.ranked()
          || (spec.type() != ElementType.FLOAT32 && spec.type() != ElementType.INT64)) {
        return Optional.empty();
      }
      inputs.put(spec.name(), ones(spec, rows));
    }
    try {
      return Optional.of(
          model.run(inputs, model.outputs().stream().map(TensorSpec::name).toList()));
    } catch (RunFailed | ShapeMismatch e) {
      // Ones of a guessed size are no input for this model: its own annotations must do.
      return Optional.empty();
    }
  }

  private static Tensor ones(TensorSpec spec, int rows) {
    long[] dims = spec.shape();
    boolean floats = spec.type() == ElementType.FLOAT32;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        dims[i] = i == 0 ? rows : floats ? OPEN_EDGE : OPEN_LENGTH;
      }
    }
    int size = Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact));
    if (floats) {
      float[] values = new float[size];
      Arrays.fill(values, 1);
      return Tensor.floats(values, dims);
    }
    long[] values = new long[size];
    Arrays.fill(values, 1);
    return Tensor.longs(values, dims);
  }
}
