package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.Attributes;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a kernel slides over the spatial axes of a convolution or a pool; one number an axis. Padding
 * is worked out from {@code pads} or {@code auto_pad} by the ONNX specification.
 *
 * @param input sizes of what the kernel slides over
 * @param output number of its positions
 * @param kernel sizes of the kernel
 * @param strides steps between positions
 * @param dilations steps between the kernel's taps
 * @param begin padding before the first element
 * @param end padding after the last element, as the node states it
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read while one rule runs, compared by nobody.
record Window(
    long[] input,
    long[] output,
    long[] kernel,
    long[] strides,
    long[] dilations,
    long[] begin,
    long[] end) {

  /**
   * The window of a node.
   *
   * @param input sizes of what the kernel slides over
   * @param output number of its positions
   * @param kernel sizes of the kernel
   */
  static Window of(AtNode at, long[] input, long[] output, long[] kernel) {
    int dims = kernel.length;
    long[] ones = new long[dims];
    Arrays.fill(ones, 1);
    long[] strides = Attributes.integers(at.node(), "strides").orElse(ones);
    long[] dilations = Attributes.integers(at.node(), "dilations").orElse(ones);
    String auto = Attributes.text(at.node(), "auto_pad", "NOTSET");
    long[] pads = Attributes.integers(at.node(), "pads").orElse(new long[2 * dims]);
    long[] begin = new long[dims];
    long[] end = new long[dims];
    for (int i = 0; i < dims; i++) {
      if (auto.startsWith("SAME")) {
        long reach = (kernel[i] - 1) * dilations[i] + 1;
        long total = Math.max((output[i] - 1) * strides[i] + reach - input[i], 0);
        begin[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        end[i] = total - begin[i];
      } else if (!auto.equals("VALID")) {
        begin[i] = pads[i];
        end[i] = pads[dims + i];
      }
    }
    return new Window(input, output, kernel, strides, dilations, begin, end);
  }

  /** The same with other padding in front. */
  Window beginning(long[] other) {
    return new Window(input, output, kernel, strides, dilations, other, end);
  }

  /**
   * Sizes of a value's axes after batch and channels.
   *
   * @throws NoGradient where one is known only at run time
   */
  static long[] spatial(AtNode at, String value) {
    long[] shape = at.shape(value);
    long[] sizes = Arrays.copyOfRange(shape, 2, shape.length);
    if (Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw at.refuse(
          "height and width of '%s' must be fixed, only the batch may be open; export the model"
              + " with pictures of a fixed size",
          value);
    }
    return sizes;
  }

  int dims() {
    return kernel.length;
  }

  /** Elements that the kernel covers along an axis, gaps included. */
  long reach(int axis) {
    return (kernel[axis] - 1) * dilations[axis] + 1;
  }

  /** Number of taps of the kernel. */
  long taps() {
    return product(kernel);
  }

  /** How far the last position goes beyond the input's end; negative where it ends before it. */
  private long overrun(int axis) {
    return (output[axis] - 1) * strides[axis] + reach(axis) - begin[axis] - input[axis];
  }

  /** Padding that the positions really use: all axes in front, then all axes behind. */
  long[] pads() {
    return IntStream.range(0, 2 * dims())
        .mapToLong(i -> i < dims() ? begin[i] : Math.max(overrun(i - dims()), 0))
        .toArray();
  }

  /** Elements at the input's end that no position reaches, because a whole stride does not fit. */
  long[] remainder() {
    return IntStream.range(0, dims()).mapToLong(i -> Math.max(-overrun(i), 0)).toArray();
  }

  /** Sizes of the padded input. */
  long[] paddedInput() {
    long[] pads = pads();
    return IntStream.range(0, dims())
        .mapToLong(i -> pads[i] + input[i] + pads[dims() + i])
        .toArray();
  }

  /**
   * Where the points of a grid lie in the padded input, counted from its first element, the last
   * axis running fastest: taps from the first tap, positions from the first position.
   *
   * @param counts points along each axis
   * @param steps elements from one to the next
   */
  long[] places(long[] counts, long[] steps) {
    long[] padded = paddedInput();
    long[] places = {0};
    for (int axis = 0; axis < dims(); axis++) {
      int points = Math.toIntExact(counts[axis]);
      long[] next = new long[Math.multiplyExact(places.length, points)];
      for (int i = 0; i < next.length; i++) {
        next[i] = places[i / points] * padded[axis] + i % points * steps[axis];
      }
      places = next;
    }
    return places;
  }

  boolean padded() {
    return Arrays.stream(pads()).anyMatch(pad -> pad != 0);
  }

  /** Whether two positions share an element of the input. */
  boolean overlaps() {
    return IntStream.range(0, dims()).anyMatch(i -> reach(i) > strides[i]);
  }

  static long product(long[] factors) {
    return Arrays.stream(factors).reduce(1, Math::multiplyExact);
  }
}
