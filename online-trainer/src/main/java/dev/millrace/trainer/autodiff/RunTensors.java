package dev.millrace.trainer.autodiff;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.Ort;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Off-heap inputs and outputs of runs with so many examples, made once and written into: a run
 * costs a third of one that allocates. All parameters lie in one block in their layout's order, and
 * so do their gradients; the tensors of a parameter are parts of them, so that a vector goes over
 * in one copy and the graph has nothing to cut or join. Inputs and outputs never share memory; ONNX
 * Runtime would give wrong results without a word.
 */
final class RunTensors implements AutoCloseable {

  private final int rows;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> masks;
  private final int outputs;
  private final ElementType targetType;
  private final boolean weighted;
  private final FloatBuffer theta;
  private final FloatBuffer gradients;
  private final FloatBuffer scores;
  private final FloatBuffer losses;
  private final List<FloatBuffer> parts = new ArrayList<>();
  private final Map<String, ByteBuffer> memory = new HashMap<>();
  private final List<OnnxTensor> all = new ArrayList<>();
  private final Map<String, OnnxTensorLike> scoringInputs = new HashMap<>();
  private final Map<String, OnnxTensorLike> trainingInputs;
  private final Map<String, OnnxValue> scoringOutputs = new HashMap<>();
  private final Map<String, OnnxValue> trainingOutputs;

  RunTensors(
      int rows,
      ParameterLayout layout,
      List<TensorSpec> inputs,
      List<TensorSpec> masks,
      Loss loss,
      TensorSpec score)
      throws OrtException {
    this.rows = rows;
    this.inputs = inputs;
    this.masks = masks;
    TensorSpec target = loss.target(score.shape()[1]);
    this.outputs = (int) score.shape()[1];
    this.targetType = target.type();
    ByteBuffer parameters = direct((long) layout.size() * Float.BYTES);
    ByteBuffer slopes = direct((long) layout.size() * Float.BYTES);
    this.theta = parameters.asFloatBuffer();
    this.gradients = slopes.asFloatBuffer();
    for (Slot slot : layout.slots()) {
      scoringInputs.put(slot.name(), part(slot, parameters));
    }
    for (TensorSpec input : inputs) {
      scoringInputs.put(input.name(), tensor(input));
    }
    scoringInputs.put(target.name(), tensor(target));
    weighted = TrainingGraphs.weight(loss).isPresent();
    if (weighted) {
      scoringInputs.put(Loss.WEIGHT, tensor(TrainingGraphs.weight(loss).orElseThrow()));
    }
    scoringOutputs.put(score.name(), tensor(score));
    TensorSpec each = TensorSpec.float32(TrainingGraphs.LOSSES, TensorSpec.DYNAMIC);
    scoringOutputs.put(each.name(), tensor(each));
    for (int i = 0; i < loss.parts().size(); i++) {
      TensorSpec part = TrainingGraphs.part(i);
      scoringOutputs.put(part.name(), tensor(part));
      parts.add(floats(part.name()));
    }
    this.scores = floats(score.name());
    this.losses = floats(each.name());
    this.trainingInputs = new HashMap<>(scoringInputs);
    for (TensorSpec mask : masks) {
      trainingInputs.put(mask.name(), tensor(mask));
    }
    this.trainingOutputs = new HashMap<>(scoringOutputs);
    for (Slot slot : layout.slots()) {
      trainingOutputs.put(TrainingGraphs.gradient(slot), part(slot, slopes));
    }
  }

  int rows() {
    return rows;
  }

  private OnnxTensor tensor(TensorSpec spec) throws OrtException {
    long[] shape = spec.shape();
    if (shape[0] == TensorSpec.DYNAMIC) {
      shape[0] = rows;
    }
    long elements = 1;
    for (long dim : shape) {
      if (dim < 0) {
        throw new NoGradient(
            "%s of the head must have fixed dimensions after the first".formatted(spec));
      }
      elements = Math.multiplyExact(elements, dim);
    }
    ByteBuffer place = direct(Math.multiplyExact(elements, (long) spec.type().bytes()));
    memory.put(spec.name(), place);
    return tensor(spec.type(), place, shape);
  }

  private OnnxTensor part(Slot slot, ByteBuffer block) throws OrtException {
    ByteBuffer place = block.slice(slot.offset() * Float.BYTES, slot.size() * Float.BYTES);
    return tensor(ElementType.FLOAT32, place.order(ByteOrder.nativeOrder()), slot.dims());
  }

  private OnnxTensor tensor(ElementType type, ByteBuffer place, long[] shape) throws OrtException {
    OnnxTensor tensor =
        switch (type) {
          case INT64 -> OnnxTensor.createTensor(Ort.environment(), place.asLongBuffer(), shape);
          case INT32 -> OnnxTensor.createTensor(Ort.environment(), place.asIntBuffer(), shape);
          default -> OnnxTensor.createTensor(Ort.environment(), place.asFloatBuffer(), shape);
        };
    all.add(tensor);
    return tensor;
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  /** Scores and losses under some parameters. */
  Scores score(OrtSession session, float[] parameters, Batch batch) throws OrtException {
    theta.put(0, parameters);
    fill(batch);
    session.run(scoringInputs, scoringOutputs).close();
    return scores();
  }

  /** Scores and losses; leaves behind the gradient of the summed losses. */
  Scores gradient(OrtSession session, float[] parameters, Batch batch) throws OrtException {
    theta.put(0, parameters);
    fill(batch);
    fillMasks(batch);
    session.run(trainingInputs, trainingOutputs).close();
    return scores();
  }

  /** Gives the gradient of the last run {@code [P]}. */
  void copyGradient(float[] into) {
    gradients.get(0, into);
  }

  private void fillMasks(Batch batch) {
    for (int i = 0; i < masks.size(); i++) {
      FloatBuffer buffer = floats(masks.get(i).name());
      for (Batch.Row row : batch.rows()) {
        buffer.put(row.masks().get(i));
      }
    }
  }

  private void fill(Batch batch) {
    for (int i = 0; i < inputs.size(); i++) {
      fill(inputs.get(i), i, batch);
    }
    if (weighted) {
      FloatBuffer weights = floats(Loss.WEIGHT);
      batch.rows().forEach(row -> weights.put((float) row.weight()));
    }
    if (targetType == ElementType.INT64) {
      LongBuffer classes = bytes(Loss.TARGET).asLongBuffer();
      batch.rows().forEach(row -> classes.put((long) row.truth()[0]));
    } else {
      FloatBuffer values = floats(Loss.TARGET);
      for (Batch.Row row : batch.rows()) {
        for (double value : row.truth()) {
          values.put((float) value);
        }
      }
    }
  }

  private void fill(TensorSpec input, int index, Batch batch) {
    ByteBuffer place = bytes(input.name());
    FloatBuffer floats = place.asFloatBuffer();
    for (Batch.Row row : batch.rows()) {
      float[] values = row.inputs().get(index);
      switch (input.type()) {
        case INT64 -> {
          for (float value : values) {
            place.putLong((long) value);
          }
        }
        case INT32 -> {
          for (float value : values) {
            place.putInt((int) value);
          }
        }
        default -> floats.put(values);
      }
    }
  }

  private Scores scores() {
    float[][] each = new float[rows][outputs];
    for (int i = 0; i < rows; i++) {
      scores.get(i * outputs, each[i]);
    }
    float[] lost = new float[rows];
    losses.get(0, lost);
    float[][] told = new float[parts.size()][rows];
    for (int i = 0; i < told.length; i++) {
      parts.get(i).get(0, told[i]);
    }
    return new Scores(each, lost, told, Map.of());
  }

  private ByteBuffer bytes(String name) {
    ByteBuffer place = memory.get(name);
    if (place == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return place.duplicate().order(ByteOrder.nativeOrder());
  }

  private FloatBuffer floats(String name) {
    return bytes(name).asFloatBuffer();
  }

  @Override
  public void close() {
    all.forEach(OnnxTensor::close);
  }
}
