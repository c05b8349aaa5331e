package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.first;

import dev.millrace.models.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Operators that arrange, repeat, join and part elements. */
final class ShapeRules {

  private ShapeRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Flatten", first(ShapeRules::asBefore));
    rows.put("Reshape", first(ShapeRules::asBefore));
    rows.put("Squeeze", first(ShapeRules::asBefore));
    rows.put("Unsqueeze", first(ShapeRules::asBefore));
    rows.put("Transpose", first(ShapeRules::transpose));
    rows.put("Expand", first((at, i) -> at.unbroadcast(at.gradient(), 0)));
    rows.put("Tile", first(ShapeRules::tile));
    rows.put("Concat", ShapeRules::concat);
    rows.put("Split", ShapeRules::split);
    rows.put("Trilu", first(ShapeRules::trilu));
    rows.put("SpaceToDepth", first(ShapeRules::spaceToDepth));
    rows.put("DepthToSpace", first(ShapeRules::depthToSpace));
    return rows;
  }

  private static String asBefore(Backward at, int input) {
    String x = at.input(0);
    Optional<long[]> shape =
        at.values()
            .shape(x)
            .filter(dims -> LongStream.of(dims).filter(dim -> dim < 0).count() <= 1)
            .filter(dims -> LongStream.of(dims).noneMatch(dim -> dim == 0));
    return shape.isPresent()
        ? at.write().reshape(at.gradient(), shape.get())
        : at.write().reshapeLike(at.gradient(), x);
  }

  private static String transpose(Backward at, int input) {
    int rank = at.rank(at.input(0));
    long[] order =
        Attributes.integers(at.node(), "perm")
            .orElseGet(() -> LongStream.range(0, rank).map(i -> rank - 1 - i).toArray());
    long[] back = new long[rank];
    for (int i = 0; i < rank; i++) {
      back[(int) order[i]] = i;
    }
    return at.write().transpose(at.gradient(), back);
  }

  /** Each axis as [repeats, length], summed over the repeats. */
  private static String tile(Backward at, int input) {
    NodeWriter write = at.write();
    int rank = at.rank(at.input(0));
    String repeats = write.unsqueeze(at.input(1), 1);
    String lengths = write.unsqueeze(write.shapeOf(at.input(0)), 1);
    String pairs = write.op("Concat", List.of(repeats, lengths), Attributes.integer("axis", 1));
    String parted = write.op("Reshape", at.gradient(), write.reshape(pairs, -1));
    return write.sum(parted, LongStream.range(0, rank).map(i -> 2 * i).toArray());
  }

  private static void concat(Backward at) {
    NodeWriter write = at.write();
    int count = at.node().getInputCount();
    int axis = AtNode.axis(at.integer("axis", 0), at.rank(at.output()));
    List<String> parts =
        write.ops(
            "Split",
            count,
            List.of(at.gradient(), lengths(at, axis)),
            Attributes.integer("axis", axis));
    for (int i = 0; i < count; i++) {
      if (at.wants(i)) {
        at.give(i, parts.get(i));
      }
    }
  }

  /** Lengths of all inputs along an axis. */
  private static String lengths(Backward at, int axis) {
    NodeWriter write = at.write();
    List<String> inputs = at.node().getInputList();
    long[] known = inputs.stream().mapToLong(input -> at.shape(input)[axis]).toArray();
    if (LongStream.of(known).allMatch(length -> length >= 0)) {
      return write.integers(known);
    }
    return write.concat(
        inputs.stream().map(input -> write.slice(write.shapeOf(input), axis, axis + 1L)).toList());
  }

  /** Where no gradient reaches a part, there are zeros. */
  private static void split(Backward at) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < at.node().getOutputCount(); i++) {
      String part = at.output(i);
      if (part.isEmpty()) {
        throw at.refuse("a part without a name has no gradient rule");
      }
      parts.add(at.gradient(i).orElseGet(() -> at.zerosLike(part)));
    }
    if (at.wants(0)) {
      at.give(0, at.write().op("Concat", parts, Attributes.integer("axis", at.integer("axis", 0))));
    }
  }

  /** The same triangle of the gradient. */
  private static String trilu(Backward at, int input) {
    List<String> inputs = new ArrayList<>(at.node().getInputList());
    inputs.set(0, at.gradient());
    return at.write().op("Trilu", inputs, Attributes.integer("upper", at.integer("upper", 1)));
  }

  private static String spaceToDepth(Backward at, int input) {
    return at.write()
        .op(
            "DepthToSpace",
            List.of(at.gradient()),
            Attributes.integer("blocksize", at.integer("blocksize", 1)));
  }

  /** In mode CRD a block's elements are the inner part of the channels, in DCR the outer one. */
  private static String depthToSpace(Backward at, int input) {
    NodeWriter write = at.write();
    long block = at.integer("blocksize", 1);
    long[] x = at.shape(at.input(0));
    String parted =
        write.reshape(at.gradient(), -1, x[1] / (block * block), x[2], block, x[3], block);
    boolean inner = Attributes.text(at.node(), "mode", "DCR").equals("CRD");
    String moved =
        inner
            ? write.transpose(parted, 0, 1, 3, 5, 2, 4)
            : write.transpose(parted, 0, 3, 5, 1, 2, 4);
    return write.reshapeLike(moved, at.input(0));
  }
}
