package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.each;
import static dev.millrace.trainer.autodiff.Rule.first;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Operators that pick elements by index. What is picked twice gets both gradients. */
final class IndexRules {

  private static final AttributeProto ADD = Attributes.text("reduction", "add");

  private IndexRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Gather", first(IndexRules::gather));
    rows.put("GatherElements", first(IndexRules::gatherElements));
    rows.put("GatherND", first(IndexRules::gatherPoints));
    rows.put("ScatterElements", each(IndexRules::scatterElements));
    rows.put("ScatterND", each(IndexRules::scatterPoints));
    rows.put("TopK", first(IndexRules::top));
    return rows;
  }

  /** Rows of zeros, to which the gradients of the rows picked are added. */
  private static String gather(Backward at, int input) {
    NodeWriter write = at.write();
    String x = at.input(0);
    int rank = at.rank(x);
    int axis = AtNode.axis(at.integer("axis", 0), rank);
    int added = at.rank(at.input(1));
    Optional<long[]> index = at.values().integers(at.input(1)).filter(i -> i.length == 1);
    long length = at.shape(x)[axis];
    if (index.isPresent() && length >= 0) {
      long start = AtNode.axis(index.get()[0], (int) length);
      String one = added == 0 ? write.unsqueeze(at.gradient(), axis) : at.gradient();
      if (added <= 1) {
        return SliceRules.zerosAround(
            at, one, new long[] {axis}, new long[] {start}, new long[] {start + 1});
      }
    }
    String points = write.unsqueeze(wide(at, at.input(1)), added);
    if (axis == 0) {
      return add(at, at.zerosLike(x), points, at.gradient());
    }
    // The axis to the front, since ScatterND counts from there; then back.
    long[] front = toFront(axis, 1, rank);
    String zeros = write.transpose(at.zerosLike(x), front);
    String gradient = write.transpose(at.gradient(), toFront(axis, added, rank - 1 + added));
    return write.transpose(add(at, zeros, points, gradient), inverse(front));
  }

  /** Gather takes int32 too, ScatterND does not. */
  private static String wide(Backward at, String indices) {
    return at.values().type(indices) == ElementType.INT64
        ? indices
        : at.write().cast(indices, ElementType.INT64);
  }

  private static String add(Backward at, String zeros, String points, String gradient) {
    return at.write().op("ScatterND", List.of(zeros, points, gradient), ADD);
  }

  /** The order of axes that puts {@code count} axes from {@code from} on before the others. */
  private static long[] toFront(int from, int count, int rank) {
    LongStream moved = LongStream.range(from, from + (long) count);
    LongStream before = LongStream.range(0, from);
    LongStream after = LongStream.range(from + (long) count, rank);
    return LongStream.concat(moved, LongStream.concat(before, after)).toArray();
  }

  private static long[] inverse(long[] order) {
    long[] back = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      back[(int) order[i]] = i;
    }
    return back;
  }

  private static String gatherElements(Backward at, int input) {
    return addElements(at, at.input(1), at.gradient(), at.integer("axis", 0));
  }

  private static String addElements(Backward at, String indices, String gradient, long axis) {
    return at.write()
        .op(
            "ScatterElements",
            List.of(at.zerosLike(at.input(0)), indices, gradient),
            Attributes.integer("axis", axis),
            ADD);
  }

  private static String gatherPoints(Backward at, int input) {
    if (at.integer("batch_dims", 0) != 0) {
      throw at.refuse("batch_dims other than 0 has no gradient rule");
    }
    return add(at, at.zerosLike(at.input(0)), at.input(1), at.gradient());
  }

  /** The elements that were overwritten get nothing, the updates get the gradient there. */
  private static String scatterElements(Backward at, int input) {
    NodeWriter write = at.write();
    AttributeProto axis = Attributes.integer("axis", at.integer("axis", 0));
    if (input == 2) {
      return write.op("GatherElements", List.of(at.gradient(), at.input(1)), axis);
    }
    if (adds(at)) {
      return at.gradient();
    }
    String zeros = at.zerosLike(at.input(2));
    return write.op("ScatterElements", List.of(at.gradient(), at.input(1), zeros), axis);
  }

  private static String scatterPoints(Backward at, int input) {
    NodeWriter write = at.write();
    if (input == 2) {
      return write.op("GatherND", at.gradient(), at.input(1));
    }
    return adds(at)
        ? at.gradient()
        : write.op("ScatterND", at.gradient(), at.input(1), at.zerosLike(at.input(2)));
  }

  private static boolean adds(Backward at) {
    String reduction = Attributes.text(at.node(), "reduction", "none");
    if (!reduction.equals("none") && !reduction.equals("add")) {
      throw at.refuse("reduction '%s' has no gradient rule", reduction);
    }
    return reduction.equals("add");
  }

  private static String top(Backward at, int input) {
    return addElements(at, at.output(1), at.gradient(), at.integer("axis", -1));
  }
}
