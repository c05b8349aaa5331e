package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Convolution and its transpose. Each is the other's gradient by the input, and both have the same
 * gradient by the kernel, with input and gradient exchanged.
 */
final class ConvolutionRules {

  private ConvolutionRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Conv", ConvolutionRules::convolution);
    rows.put("ConvTranspose", ConvolutionRules::transposed);
    return rows;
  }

  private static void convolution(Backward at) {
    String x = at.input(0);
    String w = at.input(1);
    long[] kernel = at.shape(w);
    long groups = at.integer("group", 1);
    Window window =
        Window.of(
            at, Window.spatial(at, x), Window.spatial(at, at.output()), Window.spatial(at, w));
    if (at.wants(0)) {
      List<AttributeProto> attributes = new ArrayList<>(attributes(window, groups));
      attributes.add(Attributes.integers("output_padding", window.remainder()));
      at.give(0, write(at, "ConvTranspose", at.gradient(), attributes));
    }
    if (at.wants(1)) {
      KernelGradient sums =
          new KernelGradient(at.write(), window, kernel[1] * groups, kernel[0], groups);
      at.give(1, sums.of(x, at.gradient()));
    }
    bias(at);
  }

  private static void transposed(Backward at) {
    String x = at.input(0);
    String w = at.input(1);
    long[] kernel = at.shape(w);
    long groups = at.integer("group", 1);
    Window window = transposedWindow(at, x, w);
    if (at.wants(0)) {
      at.give(0, write(at, "Conv", at.gradient(), attributes(window, groups)));
    }
    if (at.wants(1)) {
      KernelGradient sums =
          new KernelGradient(at.write(), window, kernel[1] * groups, kernel[0], groups);
      at.give(1, sums.of(at.gradient(), x));
    }
    bias(at);
  }

  /** The window slides over the result: it is the convolution that leads back. */
  private static Window transposedWindow(Backward at, String x, String w) {
    Window window =
        Window.of(
            at, Window.spatial(at, at.output()), Window.spatial(at, x), Window.spatial(at, w));
    String auto = Attributes.text(at.node(), "auto_pad", "NOTSET");
    if (Attributes.integers(at.node(), "output_shape").isPresent() || auto.startsWith("SAME")) {
      long[] extra =
          Attributes.integers(at.node(), "output_padding").orElse(new long[window.dims()]);
      long[] begin = new long[window.dims()];
      for (int i = 0; i < begin.length; i++) {
        long full = window.strides()[i] * (window.output()[i] - 1) + extra[i] + window.reach(i);
        long total = full - window.input()[i];
        if (total < 0) {
          throw at.refuse("an output_shape beyond what the kernel reaches has no gradient rule");
        }
        begin[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      }
      window = window.beginning(begin);
    }
    for (int i = 0; i < window.dims(); i++) {
      if (window.remainder()[i] >= window.strides()[i]) {
        throw at.refuse("output_padding must be less than the stride");
      }
    }
    return window;
  }

  private static String write(
      Backward at, String type, String gradient, List<AttributeProto> attributes) {
    return at.write()
        .op(type, List.of(gradient, at.input(1)), attributes.toArray(AttributeProto[]::new));
  }

  private static List<AttributeProto> attributes(Window window, long groups) {
    return List.of(
        Attributes.integers("kernel_shape", window.kernel()),
        Attributes.integers("strides", window.strides()),
        Attributes.integers("dilations", window.dilations()),
        Attributes.integers("pads", window.pads()),
        Attributes.integer("group", groups));
  }

  private static void bias(Backward at) {
    if (at.wants(2)) {
      int rank = at.rank(at.output());
      long[] allButChannels = LongStream.range(0, rank).filter(i -> i != 1).toArray();
      at.give(2, at.write().sum(at.gradient(), allButChannels));
    }
  }
}
