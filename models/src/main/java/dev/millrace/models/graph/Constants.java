package dev.millrace.models.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Values of initializers, between {@code TensorProto} and Java arrays; row-major. */
public final class Constants {

  private Constants() {}

  public static TensorProto float32(String name, float[] values, long... dims) {
    checkCount(name, values.length, dims);
    ByteBuffer bytes = little(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return tensor(name, ElementType.FLOAT32, bytes, dims);
  }

  public static TensorProto int64(String name, long[] values, long... dims) {
    checkCount(name, values.length, dims);
    ByteBuffer bytes = little(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return tensor(name, ElementType.INT64, bytes, dims);
  }

  /** A tensor of truth values; everything but 0 is true. */
  public static TensorProto bool(String name, long[] values, long... dims) {
    checkCount(name, values.length, dims);
    ByteBuffer bytes = little(values.length);
    for (long value : values) {
      bytes.put((byte) (value == 0 ? 0 : 1));
    }
    return tensor(name, ElementType.BOOL, bytes.flip(), dims);
  }

  /**
   * The values of a float32 tensor.
   *
   * @throws IllegalArgumentException for other element types
   */
  public static float[] floats(TensorProto tensor) {
    require(tensor, ElementType.FLOAT32);
    float[] values = new float[count(tensor)];
    if (tensor.hasRawData()) {
      raw(tensor.getRawData()).asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    }
    return values;
  }

  /**
   * The values of an int64 tensor.
   *
   * @throws IllegalArgumentException for other element types
   */
  public static long[] longs(TensorProto tensor) {
    require(tensor, ElementType.INT64);
    long[] values = new long[count(tensor)];
    if (tensor.hasRawData()) {
      raw(tensor.getRawData()).asLongBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getInt64Data(i);
      }
    }
    return values;
  }

  /**
   * The values of an int64, int32 or bool tensor, 1 standing for true.
   *
   * @throws IllegalArgumentException for other element types
   */
  public static long[] integers(TensorProto tensor) {
    ElementType type = ElementType.of(tensor.getDataType());
    if (type == ElementType.INT64) {
      return longs(tensor);
    }
    long[] values = new long[count(tensor)];
    if (type == ElementType.BOOL && tensor.hasRawData()) {
      Arrays.setAll(values, i -> tensor.getRawData().byteAt(i));
      return values;
    }
    if (type != ElementType.BOOL) {
      require(tensor, ElementType.INT32);
    }
    if (tensor.hasRawData()) {
      IntBuffer raw = raw(tensor.getRawData()).asIntBuffer();
      Arrays.setAll(values, raw::get);
    } else {
      Arrays.setAll(values, tensor::getInt32Data);
    }
    return values;
  }

  /** Name, type and shape of an initializer. */
  public static TensorSpec spec(TensorProto tensor) {
    return new TensorSpec(tensor.getName(), ElementType.of(tensor.getDataType()), dims(tensor));
  }

  public static long[] dims(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
  }

  private static void require(TensorProto tensor, ElementType wanted) {
    ElementType type = ElementType.of(tensor.getDataType());
    if (type != wanted) {
      throw new IllegalArgumentException(
          "'%s' holds %s, not %s".formatted(tensor.getName(), type.label(), wanted.label()));
    }
  }

  private static int count(TensorProto tensor) {
    return Math.toIntExact(Arrays.stream(dims(tensor)).reduce(1, Math::multiplyExact));
  }

  private static void checkCount(String name, int values, long[] dims) {
    long expected = Arrays.stream(dims).reduce(1, Math::multiplyExact);
    if (expected != values) {
      throw new IllegalArgumentException(
          "'%s' has %d values, its shape %s wants %d"
              .formatted(name, values, Arrays.toString(dims), expected));
    }
  }

  private static TensorProto tensor(String name, ElementType type, ByteBuffer bytes, long[] dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.code())
            .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
    Arrays.stream(dims).forEach(tensor::addDims);
    return tensor.build();
  }

  private static ByteBuffer raw(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
