package dev.millrace.models.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.millrace.models.graph.ElementType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Objects;

/** Copies an output to the heap; narrower types are widened, float64 is rounded to float32. */
final class OutputReader {

  private OutputReader() {}

  static Tensor read(String name, OnnxValue value) throws OrtException {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new ShapeMismatch(
          "output '%s' is a %s, not a tensor; name a tensor output in the bundle's outputs"
              .formatted(name, value.getType()));
    }
    long[] shape = tensor.getInfo().getShape();
    return switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, BFLOAT16 -> Tensor.floats(floats(tensor), shape);
      case DOUBLE -> Tensor.floats(rounded(tensor), shape);
      case INT64 -> Tensor.longs(longs(tensor), shape);
      case INT32 -> Tensor.longs(widened(tensor.getIntBuffer()), shape);
      case UINT8, BOOL -> Tensor.longs(unsigned(tensor.getByteBuffer()), shape);
      default ->
          throw new ShapeMismatch(
              "output '%s' holds %s, which Millrace doesn't read; cast it to float32 or int64"
                  .formatted(name, tensor.getInfo().onnxType));
    };
  }

  static ElementType type(TensorInfo tensor) {
    return switch (tensor.type) {
      case FLOAT -> ElementType.FLOAT32;
      case DOUBLE -> ElementType.FLOAT64;
      case INT8 -> ElementType.INT8;
      case INT16 -> ElementType.INT16;
      case INT32 -> ElementType.INT32;
      case INT64 -> ElementType.INT64;
      case BOOL -> ElementType.BOOL;
      case STRING -> ElementType.STRING;
      case UINT8 -> ElementType.UINT8;
      case FLOAT16 -> ElementType.FLOAT16;
      case BFLOAT16 -> ElementType.BFLOAT16;
      case UNKNOWN -> ElementType.OTHER;
    };
  }

  /** ONNX Runtime's Java side gives a heap copy already: its array is taken as it is. */
  private static float[] floats(OnnxTensor tensor) {
    FloatBuffer buffer = Objects.requireNonNull(tensor.getFloatBuffer());
    if (buffer.hasArray() && buffer.array().length == buffer.remaining()) {
      return buffer.array();
    }
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static long[] longs(OnnxTensor tensor) {
    LongBuffer buffer = Objects.requireNonNull(tensor.getLongBuffer());
    if (buffer.hasArray() && buffer.array().length == buffer.remaining()) {
      return buffer.array();
    }
    long[] values = new long[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static float[] rounded(OnnxTensor tensor) {
    var buffer = Objects.requireNonNull(tensor.getDoubleBuffer());
    float[] values = new float[buffer.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) buffer.get(i);
    }
    return values;
  }

  private static long[] widened(IntBuffer buffer) {
    long[] values = new long[buffer.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = buffer.get(i);
    }
    return values;
  }

  private static long[] unsigned(ByteBuffer buffer) {
    long[] values = new long[buffer.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Byte.toUnsignedLong(buffer.get(i));
    }
    return values;
  }
}
