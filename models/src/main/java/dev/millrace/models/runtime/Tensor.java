package dev.millrace.models.runtime;

import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dense tensor on the heap: float32 or int64, row-major. It doesn't copy its array; whoever makes
 * one hands the array over.
 */
public final class Tensor {

  private final ElementType type;
  private final long[] shape;
  private final float @Nullable [] floats;
  private final long @Nullable [] longs;

  private Tensor(
      ElementType type, long[] shape, float @Nullable [] floats, long @Nullable [] longs) {
    this.type = type;
    this.shape = shape;
    this.floats = floats;
    this.longs = longs;
  }

  /**
   * A float32 tensor.
   *
   * @throws ShapeMismatch where the number of values is not the shape's
   */
  public static Tensor floats(float[] values, long... shape) {
    check(values.length, shape);
    return new Tensor(ElementType.FLOAT32, shape.clone(), values, null);
  }

  /**
   * An int64 tensor.
   *
   * @throws ShapeMismatch where the number of values is not the shape's
   */
  public static Tensor longs(long[] values, long... shape) {
    check(values.length, shape);
    return new Tensor(ElementType.INT64, shape.clone(), null, values);
  }

  /**
   * Tensors of the same type joined along the first dimension: {@code [a, …]} and {@code [b, …]}
   * become {@code [a + b, …]}.
   *
   * @throws ShapeMismatch where they differ in more than the first dimension
   */
  public static Tensor concat(List<Tensor> parts) {
    Tensor first = parts.get(0);
    long[] shape = first.shape();
    shape[0] = parts.stream().mapToLong(p -> p.rowsLike(first)).sum();
    int size = parts.stream().mapToInt(Tensor::size).sum();
    if (first.type == ElementType.FLOAT32) {
      float[] all = new float[size];
      int at = 0;
      for (Tensor part : parts) {
        System.arraycopy(part.floats(), 0, all, at, part.size());
        at += part.size();
      }
      return floats(all, shape);
    }
    long[] all = new long[size];
    int at = 0;
    for (Tensor part : parts) {
      System.arraycopy(part.longs(), 0, all, at, part.size());
      at += part.size();
    }
    return longs(all, shape);
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive) of the first dimension, copied. */
  public Tensor rows(int from, int to) {
    long[] part = shape.clone();
    Objects.checkFromToIndex(from, to, (int) shape[0]);
    int width = shape[0] == 0 ? 0 : size() / (int) shape[0];
    part[0] = (long) to - from;
    return floats != null
        ? floats(Arrays.copyOfRange(floats, from * width, to * width), part)
        : longs(Arrays.copyOfRange(longs(), from * width, to * width), part);
  }

  /** The same values in another shape of as many elements; shares the array. */
  public Tensor reshaped(long... newShape) {
    check(size(), newShape);
    return new Tensor(type, newShape.clone(), floats, longs);
  }

  public ElementType type() {
    return type;
  }

  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  public long dim(int index) {
    return shape[index];
  }

  /** Number of elements. */
  public int size() {
    return floats != null ? floats.length : longs().length;
  }

  /**
   * The values themselves, not a copy.
   *
   * @throws IllegalStateException for an int64 tensor
   */
  public float[] floats() {
    if (floats == null) {
      throw new IllegalStateException("the tensor holds int64, not float32");
    }
    return floats;
  }

  /**
   * The values themselves, not a copy.
   *
   * @throws IllegalStateException for a float32 tensor
   */
  public long[] longs() {
    if (longs == null) {
      throw new IllegalStateException("the tensor holds float32, not int64");
    }
    return longs;
  }

  private long rowsLike(Tensor other) {
    if (type != other.type
        || shape.length != other.shape.length
        || !Arrays.equals(shape, 1, shape.length, other.shape, 1, other.shape.length)) {
      throw new ShapeMismatch("tensors %s and %s can't be joined by rows".formatted(other, this));
    }
    return shape[0];
  }

  private static void check(int values, long[] shape) {
    long wanted = 1;
    for (long dim : shape) {
      if (dim < 0) {
        throw new ShapeMismatch("a tensor's shape can't be negative: " + Arrays.toString(shape));
      }
      wanted = Math.multiplyExact(wanted, dim);
    }
    if (wanted != values) {
      throw new ShapeMismatch(
          "%d values can't fill shape %s, which has %d"
              .formatted(values, Arrays.toString(shape), wanted));
    }
  }

  /** Equal type, shape and bits: NaN equals NaN, 0.0 and -0.0 differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tensor that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(floats, that.floats)
        && Arrays.equals(longs, that.longs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(floats) + Arrays.hashCode(longs);
  }

  @Override
  public String toString() {
    return type.label() + " " + TensorSpec.shapeText(shape);
  }
}
