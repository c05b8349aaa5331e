package dev.millrace.models.graph;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Name, element type and shape of a tensor of a graph.
 *
 * @param name name in the graph
 * @param type element type
 * @param dims dimensions, outermost first, {@link #DYNAMIC} where not fixed; null where the file
 *     doesn't say how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record TensorSpec(String name, ElementType type, long @Nullable [] dims) {

  /** A dimension that is known only when the model runs. */
  public static final long DYNAMIC = -1;

  public TensorSpec {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a tensor needs a name");
    }
    dims = dims == null ? null : dims.clone();
  }

  public static TensorSpec float32(String name, long... dims) {
    return new TensorSpec(name, ElementType.FLOAT32, dims);
  }

  public static TensorSpec int64(String name, long... dims) {
    return new TensorSpec(name, ElementType.INT64, dims);
  }

  /** A tensor of which only the type is known. */
  public static TensorSpec unranked(String name, ElementType type) {
    return new TensorSpec(name, type, null);
  }

  /** Whether the number of dimensions is known. */
  public boolean ranked() {
    return dims != null;
  }

  @Override
  public long @Nullable [] dims() {
    return dims == null ? null : dims.clone();
  }

  /**
   * The dimensions of a ranked tensor.
   *
   * @throws IllegalStateException where the rank is not known
   */
  public long[] shape() {
    if (dims == null) {
      throw new IllegalStateException(
          "the rank of '" + name + "' is not known; run shape inference first");
    }
    return dims.clone();
  }

  /** Number of elements, or {@link #DYNAMIC} where a dimension isn't fixed. */
  public long elements() {
    long[] shape = shape();
    return LongStream.of(shape).anyMatch(d -> d < 0)
        ? DYNAMIC
        : LongStream.of(shape).reduce(1, Math::multiplyExact);
  }

  public TensorSpec renamed(String newName) {
    return new TensorSpec(newName, type, dims);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TensorSpec that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(dims);
  }

  /** For example {@code features float32 [n, 384]}. */
  @Override
  public String toString() {
    return name + " " + type.label() + " " + shapeText(dims);
  }

  /** Dimensions for people: {@code [n, 3, ?, ?]}. */
  public static String shapeText(long @Nullable [] dims) {
    if (dims == null) {
      return "[?...]";
    }
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < dims.length; i++) {
      String dynamic = i == 0 ? "n" : "?";
      text.append(i == 0 ? "" : ", ").append(dims[i] < 0 ? dynamic : Long.toString(dims[i]));
    }
    return text.append(']').toString();
  }
}
