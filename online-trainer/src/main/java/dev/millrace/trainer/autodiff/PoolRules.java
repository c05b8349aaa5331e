package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Pools over spatial axes, of a window or of the whole picture. */
final class PoolRules {

  private static final String INDICES = "indices";

  private PoolRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("AveragePool", PoolRules::average);
    rows.put("GlobalAveragePool", PoolRules::globalAverage);
    rows.put("GlobalMaxPool", PoolRules::globalMax);
    rows.put("MaxPool", PoolRules::max);
    return rows;
  }

  static Map<String, Rewrite> forms() {
    return Map.of("MaxPool", PoolRules::keepIndices);
  }

  /** Adds the result that tells where each maximum lies: of equal ones, the first. */
  private static void keepIndices(Forward at) {
    if (tiled(at)) {
      at.write().node(at.node());
    } else {
      at.save(INDICES, at.withResults(2).get(1));
    }
  }

  /** Each gradient goes to the place of its maximum. */
  private static void max(Backward at) {
    if (at.integer("storage_order", 0) != 0) {
      throw at.refuse("storage_order 1 has no gradient rule");
    }
    Window window = window(at);
    if (tiled(at)) {
      at.give(0, new TiledPool(at, window).gradient());
      return;
    }
    NodeWriter write = at.write();
    String x = at.input(0);
    AttributeProto[] reduction =
        window.overlaps()
            ? new AttributeProto[] {Attributes.text("reduction", "add")}
            : new AttributeProto[0];
    String flat =
        write.op(
            "ScatterElements",
            List.of(
                write.reshape(write.zerosLike(x), -1),
                write.reshape(at.saved(INDICES), -1),
                write.reshape(at.gradient(), -1)),
            reduction);
    at.give(0, write.reshapeLike(flat, x));
  }

  /** Each gradient, divided by how many elements counted, goes to all of its window. */
  private static void average(Backward at) {
    NodeWriter write = at.write();
    Window window = window(at);
    String shares = write.mul(at.gradient(), shares(at, window));
    long[] ones = spatial(window.kernel(), 1, 1);
    float[] kernel = new float[Math.toIntExact(window.taps())];
    Arrays.fill(kernel, 1);
    String spread =
        write.op(
            "ConvTranspose",
            List.of(
                // Channels count as pictures: a pool does not mix them.
                write.reshape(shares, spatial(window.output(), -1, 1)),
                write.constant(Constants.float32("ones", kernel, ones))),
            Attributes.integers("kernel_shape", window.kernel()),
            Attributes.integers("strides", window.strides()),
            Attributes.integers("dilations", window.dilations()),
            Attributes.integers("pads", window.pads()),
            Attributes.integers("output_padding", window.remainder()));
    at.give(0, write.reshapeLike(spread, at.input(0)));
  }

  /** One over the elements that count, for every position {@code [1, 1, output]}. */
  private static String shares(Backward at, Window window) {
    float[] shares = {1};
    long margin = at.integer("count_include_pad", 0);
    for (int axis = 0; axis < window.dims(); axis++) {
      int positions = Math.toIntExact(window.output()[axis]);
      float[] wider = new float[shares.length * positions];
      for (int i = 0; i < wider.length; i++) {
        wider[i] = shares[i / positions] / counted(window, axis, i % positions, margin);
      }
      shares = wider;
    }
    long[] dims = spatial(window.output(), 1, 1);
    return at.write().constant(Constants.float32("shares", shares, dims));
  }

  /** Taps inside the picture; where padding counts, inside the padded one. */
  private static long counted(Window window, int axis, int position, long margin) {
    long first = position * window.strides()[axis] - window.begin()[axis];
    long from = -margin * window.begin()[axis];
    long to = window.input()[axis] + margin * window.end()[axis];
    return LongStream.range(0, window.kernel()[axis])
        .map(tap -> first + tap * window.dilations()[axis])
        .filter(place -> place >= from && place < to)
        .count();
  }

  private static void globalAverage(Backward at) {
    NodeWriter write = at.write();
    String x = at.input(0);
    float share = 1f / Window.product(Window.spatial(at, x));
    String shares = write.mul(at.gradient(), at.constant(share));
    at.give(0, write.op("Expand", shares, write.op("Shape", x)));
  }

  private static void globalMax(Backward at) {
    NodeWriter write = at.write();
    String x = at.input(0);
    String rows = write.reshape(x, 0, 0, -1);
    String place = write.op("ArgMax", List.of(rows), Attributes.integer("axis", 2));
    String gradient =
        write.op(
            "ScatterElements",
            List.of(write.zerosLike(rows), place, write.reshape(at.gradient(), 0, 0, -1)),
            Attributes.integer("axis", 2));
    at.give(0, write.reshapeLike(gradient, x));
  }

  /** Asked before the rule runs, which is the one to refuse a picture of open size. */
  private static boolean tiled(AtNode at) {
    return fixed(at, at.input(0)) && fixed(at, at.output()) && TiledPool.fits(window(at));
  }

  private static boolean fixed(AtNode at, String value) {
    return at.values()
        .shape(value)
        .filter(shape -> Arrays.stream(shape).skip(1).allMatch(size -> size >= 0))
        .isPresent();
  }

  private static Window window(AtNode at) {
    long[] kernel =
        Attributes.integers(at.node(), "kernel_shape")
            .orElseThrow(() -> at.refuse("it has no kernel_shape"));
    long[] output = Window.spatial(at, at.output());
    return Window.of(at, Window.spatial(at, at.input(0)), output, kernel);
  }

  private static long[] spatial(long[] sizes, long... before) {
    return LongStream.concat(Arrays.stream(before), Arrays.stream(sizes)).toArray();
  }
}
