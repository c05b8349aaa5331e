package dev.millrace.trainer.autodiff;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.Ort;
import dev.millrace.trainer.autodiff.GradientGraph.Scores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Off-heap inputs and outputs of runs with so many examples, made once and written into: a run
 * costs a third of one that allocates. Inputs and outputs never share memory; ONNX Runtime would
 * give wrong results without a word.
 */
final class RunTensors implements AutoCloseable {

  private final int rows;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> masks;
  private final int outputs;
  private final ElementType targetType;
  private final boolean weighted;
  private final Map<String, ByteBuffer> memory = new HashMap<>();
  private final Map<String, OnnxTensor> given = new HashMap<>();
  private final Map<String, OnnxTensor> drawn = new HashMap<>();
  private final Map<String, OnnxTensor> results = new HashMap<>();
  private final String scoreName;

  RunTensors(
      int rows,
      int parameters,
      List<TensorSpec> inputs,
      List<TensorSpec> masks,
      Loss loss,
      TensorSpec score)
      throws OrtException {
    this.masks = masks;
    TensorSpec target = loss.target(score.shape()[1]);
    this.rows = rows;
    this.inputs = inputs;
    this.outputs = (int) score.shape()[1];
    this.targetType = target.type();
    this.scoreName = score.name();
    add(given, TensorSpec.float32(TrainingGraphs.THETA, parameters));
    for (TensorSpec input : inputs) {
      add(given, input);
    }
    add(given, target);
    weighted = TrainingGraphs.weight(loss).isPresent();
    if (weighted) {
      add(given, TrainingGraphs.weight(loss).orElseThrow());
    }
    for (TensorSpec mask : masks) {
      add(drawn, mask);
    }
    add(results, score);
    add(results, TensorSpec.float32(TrainingGraphs.LOSSES, TensorSpec.DYNAMIC));
    add(results, TensorSpec.float32(TrainingGraphs.GRADIENT, parameters));
  }

  int rows() {
    return rows;
  }

  private void add(Map<String, OnnxTensor> to, TensorSpec spec) throws OrtException {
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
    int bytes = Math.toIntExact(Math.multiplyExact(elements, spec.type().bytes()));
    ByteBuffer place = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    memory.put(spec.name(), place);
    to.put(spec.name(), tensor(spec, place, shape));
  }

  private static OnnxTensor tensor(TensorSpec spec, ByteBuffer place, long[] shape)
      throws OrtException {
    return switch (spec.type()) {
      case INT64 -> OnnxTensor.createTensor(Ort.environment(), place.asLongBuffer(), shape);
      case INT32 -> OnnxTensor.createTensor(Ort.environment(), place.asIntBuffer(), shape);
      default -> OnnxTensor.createTensor(Ort.environment(), place.asFloatBuffer(), shape);
    };
  }

  Scores run(
      OrtSession session,
      Set<String> wanted,
      float[] theta,
      Batch batch,
      float @Nullable [] gradient)
      throws OrtException {
    floats(TrainingGraphs.THETA).put(theta);
    fill(batch);
    Map<String, OnnxTensorLike> in = new HashMap<>(given);
    if (gradient != null) {
      fillMasks(batch);
      in.putAll(drawn);
    }
    Map<String, OnnxValue> out = new HashMap<>();
    wanted.forEach(name -> out.put(name, results.get(name)));
    session.run(in, out).close();
    if (gradient != null) {
      mean(gradient);
    }
    return scores();
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

  /** The graph sums over the examples; the division is free here and costs operators there. */
  private void mean(float[] gradient) {
    floats(TrainingGraphs.GRADIENT).get(gradient);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= rows;
    }
  }

  private Scores scores() {
    List<float[]> scores = new ArrayList<>();
    FloatBuffer buffer = floats(scoreName);
    for (int i = 0; i < rows; i++) {
      float[] row = new float[outputs];
      buffer.get(row);
      scores.add(row);
    }
    float[] losses = new float[rows];
    floats(TrainingGraphs.LOSSES).get(losses);
    return new Scores(scores.toArray(float[][]::new), losses);
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
    given.values().forEach(OnnxTensor::close);
    drawn.values().forEach(OnnxTensor::close);
    results.values().forEach(OnnxTensor::close);
  }
}
