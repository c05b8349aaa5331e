package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.first;

import dev.millrace.models.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Operators that cut something out of a tensor or put something around it. */
final class SliceRules {

  private SliceRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Slice", first(SliceRules::slice));
    rows.put("Pad", first(SliceRules::pad));
    return rows;
  }

  /** Zeros around the part that was cut out; any other slice by the places it takes. */
  private static String slice(Backward at, int input) {
    NodeWriter write = at.write();
    long[] x = at.shape(at.input(0));
    Optional<long[]> starts = at.values().integers(at.input(1));
    Optional<long[]> ends = at.values().integers(at.input(2));
    if (starts.isPresent() && ends.isPresent() && (!at.has(3) || known(at, 3)) && oneByOne(at)) {
      long[] axes =
          (at.has(3) ? LongStream.of(at.integers(3)) : LongStream.range(0, starts.get().length))
              .map(axis -> AtNode.axis(axis, x.length))
              .toArray();
      if (LongStream.of(axes).allMatch(axis -> x[(int) axis] >= 0)) {
        long[] from = new long[axes.length];
        long[] to = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
          long length = x[(int) axes[i]];
          from[i] = within(starts.get()[i], length);
          to[i] = Math.max(within(ends.get()[i], length), from[i]);
        }
        return zerosAround(at, at.gradient(), axes, from, to);
      }
    }
    List<String> inputs = at.node().getInputList();
    return addAt(at, write.op("Slice", places(at, inputs)));
  }

  private static boolean known(Backward at, int input) {
    return at.values().integers(at.input(input)).isPresent();
  }

  private static boolean oneByOne(Backward at) {
    return !at.has(4)
        || at.values()
            .integers(at.input(4))
            .filter(steps -> LongStream.of(steps).allMatch(step -> step == 1))
            .isPresent();
  }

  private static long within(long place, long length) {
    return Math.max(0, Math.min(place < 0 ? place + length : place, length));
  }

  /** A gradient that covers {@code [from, to)} of some axes of the input, and zeros elsewhere. */
  static String zerosAround(Backward at, String gradient, long[] axes, long[] from, long[] to) {
    long[] x = at.shape(at.input(0));
    long[] pads = new long[2 * x.length];
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) axes[i];
      pads[axis] = from[i];
      pads[x.length + axis] = x[axis] - to[i];
    }
    return at.write().op("Pad", gradient, at.write().integers(pads));
  }

  /** A node's inputs with, for its data, the place of each element of it. */
  private static List<String> places(Backward at, List<String> inputs) {
    NodeWriter write = at.write();
    String count = write.op("Size", at.input(0));
    String range = write.op("Range", write.integer(0), count, write.integer(1));
    List<String> all = new ArrayList<>(inputs);
    all.set(0, write.reshapeLike(range, at.input(0)));
    return all;
  }

  /** Adds each element of the gradient at the place that it came from. */
  private static String addAt(Backward at, String places) {
    NodeWriter write = at.write();
    String zeros = write.reshape(at.zerosLike(at.input(0)), -1);
    String sums =
        write.op(
            "ScatterElements",
            List.of(zeros, write.reshape(places, -1), write.reshape(at.gradient(), -1)),
            Attributes.integer("axis", 0),
            Attributes.text("reduction", "add"));
    return write.reshapeLike(sums, at.input(0));
  }

  /** With constants around it the gradient is cut back; else what was repeated is added up. */
  private static String pad(Backward at, int input) {
    NodeWriter write = at.write();
    String mode = Attributes.text(at.node(), "mode", "constant");
    if (mode.equals("constant")) {
      List<String> inputs = new ArrayList<>(at.node().getInputList());
      inputs.set(0, at.gradient());
      inputs.set(1, write.neg(at.input(1)));
      if (inputs.size() > 2) {
        inputs.set(2, "");
      }
      return write.op("Pad", inputs);
    }
    List<String> inputs = places(at, at.node().getInputList());
    if (inputs.size() > 2) {
      inputs.set(2, "");
    }
    return addAt(at, write.op("Pad", inputs, Attributes.text("mode", mode)));
  }
}
