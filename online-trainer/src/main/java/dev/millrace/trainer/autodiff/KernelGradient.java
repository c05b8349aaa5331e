package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Gradient of a convolution by its kernel: each tap meets, at every position, one element of the
 * input, and gathers that element times the gradient there. Three forms of the same sum; which one
 * is fastest follows from the kernel.
 */
final class KernelGradient {

  /** Above so many taps the columns take more memory than the multiplication saves time. */
  private static final long MOST_COLUMN_TAPS = 32;

  private final NodeWriter write;
  private final Window window;
  private final long channels;
  private final long filters;
  private final long groups;

  /**
   * @param write where the operators go
   * @param window how the kernel slides
   * @param channels channels of the convolution's input
   * @param filters channels of its output
   * @param groups groups that channels and filters fall into
   */
  KernelGradient(NodeWriter write, Window window, long channels, long filters, long groups) {
    this.write = write;
    this.window = window;
    this.channels = channels;
    this.filters = filters;
    this.groups = groups;
  }

  /**
   * Appends the operators.
   *
   * @param input what the kernel slides over {@code [n, channels, input]}
   * @param gradient gradient at its positions {@code [n, filters, output]}
   * @return gradient of the kernel {@code [filters, channels / groups, kernel]}
   */
  String of(String input, String gradient) {
    if (groups == 1 && window.taps() <= MOST_COLUMN_TAPS) {
      return columns(input, gradient);
    }
    return groups == channels && groups == filters
        ? depthwise(input, gradient)
        : exchanged(input, gradient);
  }

  /**
   * One matrix multiplication, the input's elements under each tap being a row of it. With the
   * batch as last axis, what one tap meets at one position lies together for all examples, so that
   * one gathering makes the rows, already in the kernel's order.
   */
  private String columns(String input, String gradient) {
    String batchLast = pad(write.transpose(input, batchLast()), 1);
    String met = write.reshape(batchLast, channels, Window.product(window.paddedInput()), -1);
    String rows = everyPlaceOnce() ? met : write.op("Gather", List.of(met, places()), axis(1));
    String product =
        write.op(
            "Gemm",
            List.of(
                write.reshape(write.transpose(gradient, batchLast()), filters, -1),
                write.reshape(rows, channels * window.taps(), -1)),
            Attributes.integer("transB", 1));
    return write.reshape(product, sizes(window.kernel(), filters, channels));
  }

  private boolean everyPlaceOnce() {
    return window.taps() == 1 && !window.padded() && Arrays.equals(window.input(), window.output());
  }

  /** Where the taps lie in the padded input, at every position {@code [taps, positions]}. */
  private String places() {
    String taps = write.integers(window.places(window.kernel(), window.dilations()));
    String positions = write.integers(window.places(window.output(), window.strides()));
    // ONNX Runtime adds them up when it loads the graph, not in every run.
    return write.add(write.unsqueeze(taps, 1), positions);
  }

  private long[] batchLast() {
    return LongStream.range(0, 2 + window.dims()).map(i -> (i + 1) % (2 + window.dims())).toArray();
  }

  /** Each filter sees one channel only: multiply and add up, tap by tap. */
  private String depthwise(String input, String gradient) {
    long[] allButChannels = LongStream.range(0, 2 + window.dims()).filter(i -> i != 1).toArray();
    List<String> sums = new ArrayList<>();
    for (String tap : taps(pad(input, 2))) {
      sums.add(write.sum(write.mul(tap, gradient), allButChannels));
    }
    String table = write.reshape(write.concat(sums), window.taps(), filters);
    return write.reshape(write.transpose(table), sizes(window.kernel(), filters, 1));
  }

  /**
   * A convolution with batch and channels exchanged: the gradient is its kernel, and strides and
   * dilations change places.
   */
  private String exchanged(String input, String gradient) {
    long[] grouped = sizes(window.input(), -1, groups, channels / groups);
    long[] order = LongStream.range(0, grouped.length).toArray();
    order[0] = 2;
    order[2] = 0;
    String flipped = write.transpose(write.reshape(input, grouped), order);
    String sums =
        write.op(
            "Conv",
            List.of(
                write.reshape(flipped, sizes(window.input(), channels / groups, -1)),
                write.transpose(gradient, exchange())),
            Attributes.integers("kernel_shape", window.output()),
            Attributes.integers("strides", window.dilations()),
            Attributes.integers("dilations", window.strides()),
            Attributes.integers("pads", window.pads()),
            Attributes.integer("group", groups));
    if (anyRemainder()) {
      sums = crop(sums);
    }
    return write.transpose(sums, exchange());
  }

  private boolean anyRemainder() {
    return Arrays.stream(window.remainder()).anyMatch(r -> r > 0);
  }

  /** Elements that no position reaches look like further taps. */
  private String crop(String sums) {
    long[] axes = LongStream.range(2, 2 + window.dims()).toArray();
    return write.op(
        "Slice",
        sums,
        write.integers(new long[window.dims()]),
        write.integers(window.kernel()),
        write.integers(axes));
  }

  private String pad(String input, int firstAxis) {
    if (!window.padded()) {
      return input;
    }
    int dims = window.dims();
    long[] pads = new long[2 * (2 + dims)];
    System.arraycopy(window.pads(), 0, pads, firstAxis, dims);
    System.arraycopy(window.pads(), dims, pads, 2 + dims + firstAxis, dims);
    return write.op("Pad", input, write.integers(pads));
  }

  /** What lies under each tap at all positions, the last axis of the kernel running fastest. */
  private List<String> taps(String padded) {
    List<String> taps = new ArrayList<>();
    long[] at = new long[window.dims()];
    for (long i = 0; i < window.taps(); i++) {
      taps.add(tap(padded, at));
      for (int axis = at.length - 1; axis >= 0 && ++at[axis] == window.kernel()[axis]; axis--) {
        at[axis] = 0;
      }
    }
    return taps;
  }

  private String tap(String padded, long[] at) {
    int dims = window.dims();
    long[] from = new long[dims];
    long[] to = new long[dims];
    for (int i = 0; i < dims; i++) {
      from[i] = at[i] * window.dilations()[i];
      to[i] = from[i] + (window.output()[i] - 1) * window.strides()[i] + 1;
    }
    if (everyPlaceOnce()) {
      return padded;
    }
    return write.op(
        "Slice",
        padded,
        write.integers(from),
        write.integers(to),
        write.integers(LongStream.range(2, 2 + dims).toArray()),
        write.integers(window.strides()));
  }

  private static long[] sizes(long[] spatial, long... before) {
    return LongStream.concat(Arrays.stream(before), Arrays.stream(spatial)).toArray();
  }

  /** Exchanges the first two axes. */
  private long[] exchange() {
    long[] order = LongStream.range(0, 2 + window.dims()).toArray();
    order[0] = 1;
    order[1] = 0;
    return order;
  }

  private static AttributeProto axis(long axis) {
    return Attributes.integer("axis", axis);
  }
}
