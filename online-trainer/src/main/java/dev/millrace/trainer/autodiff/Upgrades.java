package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.Constants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operators whose form changed up to {@link OperatorSets#TARGET}: one row each, from any older
 * form to that of the target. What changed is told by the ONNX operator changelog.
 */
final class Upgrades {

  /**
   * A row.
   *
   * @param below the first operator set whose form is that of the target
   */
  private record Row(long below, Rewrite rewrite) {}

  private static final Map<String, Row> ROWS = new TreeMap<>();

  static {
    Stream.of("Add", "Sub", "Mul", "Div", "Pow", "Gemm")
        .forEach(op -> ROWS.put(op, new Row(OperatorSets.NUMPY, Upgrades::numpyBroadcasting)));
    Stream.of("Squeeze", "Unsqueeze", "ReduceSum")
        .forEach(op -> ROWS.put(op, new Row(13, Upgrades::axesAsInput)));
    Stream.of("ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean")
        .forEach(op -> ROWS.put(op, new Row(18, Upgrades::axesAsInput)));
    Stream.of("ReduceMin", "ReduceProd", "ReduceSumSquare")
        .forEach(op -> ROWS.put(op, new Row(18, Upgrades::axesAsInput)));
    Stream.of("Softmax", "LogSoftmax", "Hardmax")
        .forEach(op -> ROWS.put(op, new Row(13, Upgrades::oneAxis)));
    ROWS.put("BatchNormalization", new Row(9, Upgrades::perChannel));
    ROWS.put("Clip", new Row(11, Upgrades::clip));
    ROWS.put("Dropout", new Row(12, at -> at.results("Identity", List.of(at.input(0)))));
    ROWS.put("Pad", new Row(11, Upgrades::pad));
    ROWS.put("Resize", new Row(13, Upgrades::resize));
    ROWS.put("RoiAlign", new Row(16, Upgrades::roiAlign));
    ROWS.put("Scatter", new Row(11, at -> renamed(at, "ScatterElements")));
    ROWS.put("Slice", new Row(10, Upgrades::slice));
    ROWS.put("Split", new Row(18, Upgrades::split));
    ROWS.put("TopK", new Row(10, Upgrades::topK));
    ROWS.put("Upsample", new Row(11, Upgrades::upsample));
    ROWS.put("Scan", new Row(9, Upgrades::noCounterpart));
  }

  private Upgrades() {}

  /** The row for a node on its way from one operator set to another; empty where it stays. */
  static Optional<Rewrite> of(NodeProto node, long from, long target) {
    @Nullable Row row = node.getDomain().isEmpty() ? ROWS.get(node.getOpType()) : null;
    boolean changes = row != null && from < row.below() && row.below() <= target;
    return changes ? Optional.of(row.rewrite()) : Optional.empty();
  }

  private static void noCounterpart(Forward at) {
    throw at.refuse("this old form of the operator is not read; export the model again");
  }

  private static void renamed(Forward at, String operator) {
    at.write().node(at.node().toBuilder().setOpType(operator).build());
  }

  /**
   * Since set 7 shapes are aligned at their last axes; before, an attribute could say otherwise.
   */
  private static void numpyBroadcasting(Forward at) {
    if (Attributes.find(at.node(), "axis").isPresent()) {
      throw at.refuse(
          "broadcasting along a named axis ended with operator set 7; export the model again");
    }
    at.same(at.node().getInputList(), "broadcast", "consumed_inputs");
  }

  private static void axesAsInput(Forward at) {
    List<String> inputs = new ArrayList<>(List.of(at.input(0)));
    Attributes.integers(at.node(), "axes").ifPresent(axes -> inputs.add(at.write().integers(axes)));
    at.same(inputs, "axes");
  }

  /** Before set 13 all axes from {@code axis} on counted as one. */
  private static void oneAxis(Forward at) {
    int rank = at.rank(at.input(0));
    int axis = AtNode.axis(at.integer("axis", 1), rank);
    if (axis == rank - 1) {
      NodeProto.Builder copy = at.node().toBuilder().clearAttribute();
      at.write().node(copy.addAttribute(Attributes.integer("axis", axis)).build());
      return;
    }
    NodeWriter write = at.write();
    String flat = write.op("Flatten", List.of(at.input(0)), Attributes.integer("axis", axis));
    String result = write.op(at.node().getOpType(), List.of(flat), Attributes.integer("axis", 1));
    at.results("Reshape", List.of(result, write.op("Shape", at.input(0))));
  }

  private static void clip(Forward at) {
    List<String> inputs = new ArrayList<>(List.of(at.input(0)));
    for (String bound : List.of("min", "max")) {
      inputs.add(
          Attributes.find(at.node(), bound)
              .map(a -> at.write().real(a.getF(), at.values().type(at.input(0))))
              .orElse(""));
    }
    at.same(inputs, "min", "max");
  }

  private static void pad(Forward at) {
    long[] pads = Attributes.integers(at.node(), "pads").orElseGet(() -> new long[0]);
    String value = at.write().real(at.real("value", 0f), at.values().type(at.input(0)));
    at.same(List.of(at.input(0), at.write().integers(pads), value), "pads", "value");
  }

  private static void perChannel(Forward at) {
    if (at.integer("spatial", 1) != 1) {
      throw at.refuse("statistics of single pixels ended with operator set 9");
    }
    at.same(at.node().getInputList(), "spatial", "is_test", "consumed_inputs");
  }

  /**
   * Up to set 10 the scales are the second input; up to set 12 a list without numbers stands for an
   * input that is left out.
   */
  private static void resize(Forward at) {
    if (at.node().getInputCount() == 2) {
      resize(at, at.input(1));
      return;
    }
    List<String> inputs = new ArrayList<>();
    for (String input : at.node().getInputList()) {
      inputs.add(isEmpty(at, input) ? "" : input);
    }
    at.same(inputs);
  }

  private static boolean isEmpty(Forward at, String input) {
    return at.values().shape(input).filter(dims -> Arrays.equals(dims, new long[1])).isPresent();
  }

  private static void upsample(Forward at) {
    List<Float> scales =
        Attributes.find(at.node(), "scales").map(a -> a.getFloatsList()).orElse(List.of());
    float[] values = new float[scales.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scales.get(i);
    }
    resize(at, values.length == 0 ? at.input(1) : at.write().reals(values));
  }

  /** Up to set 10 there was one way to find an element: position / scale, rounded down. */
  private static void resize(Forward at, String scales) {
    at.results(
        "Resize",
        List.of(at.input(0), "", scales),
        Attributes.text("mode", Attributes.text(at.node(), "mode", "nearest")),
        Attributes.text("coordinate_transformation_mode", "asymmetric"),
        Attributes.text("nearest_mode", "floor"));
  }

  private static void roiAlign(Forward at) {
    at.with(Attributes.text("coordinate_transformation_mode", "output_half_pixel"));
  }

  private static void slice(Forward at) {
    long[] starts = Attributes.integers(at.node(), "starts").orElseThrow();
    long[] ends = Attributes.integers(at.node(), "ends").orElseThrow();
    List<String> inputs = new ArrayList<>(List.of(at.input(0)));
    inputs.add(at.write().integers(starts));
    inputs.add(at.write().integers(ends));
    Attributes.integers(at.node(), "axes").ifPresent(axes -> inputs.add(at.write().integers(axes)));
    at.same(inputs, "starts", "ends", "axes");
  }

  /** Since set 13 the sizes are an input, since 18 their number must be told where they are not. */
  private static void split(Forward at) {
    Optional<long[]> sizes = Attributes.integers(at.node(), "split");
    if (sizes.isPresent()) {
      at.same(List.of(at.input(0), at.write().integers(sizes.get())), "split");
    } else if (at.has(1)) {
      at.same(at.node().getInputList());
    } else {
      at.with(Attributes.integer("num_outputs", at.node().getOutputCount()));
    }
  }

  private static void topK(Forward at) {
    String count = at.write().constant(Constants.int64("k", new long[] {at.integer("k", 1)}, 1));
    at.same(List.of(at.input(0), count), "k");
  }
}
