package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.first;

import dev.millrace.models.graph.Attributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Reductions over axes. Result and gradient are first given their lost axes back, so that they
 * broadcast against the input.
 */
final class ReductionRules {

  private ReductionRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("ReduceSum", first((at, i) -> spread(at, wide(at, at.gradient()))));
    rows.put("ReduceMean", first(ReductionRules::mean));
    rows.put("ReduceMax", first(ReductionRules::extreme));
    rows.put("ReduceMin", first(ReductionRules::extreme));
    rows.put("ReduceL1", first(ReductionRules::absolute));
    rows.put("ReduceL2", first(ReductionRules::length));
    rows.put("ReduceSumSquare", first(ReductionRules::squares));
    rows.put("ReduceLogSum", first(ReductionRules::logSum));
    rows.put("ReduceLogSumExp", first(ReductionRules::logSumExp));
    rows.put("CumSum", first(ReductionRules::cumulative));
    return rows;
  }

  /** The axes that are reduced, counted from the front; none where the node does nothing. */
  private static long[] axes(Backward at) {
    int rank = at.rank(at.input(0));
    long[] given = at.has(1) ? at.integers(1) : new long[0];
    if (given.length == 0) {
      return at.integer("noop_with_empty_axes", 0) == 1
          ? new long[0]
          : LongStream.range(0, rank).toArray();
    }
    return LongStream.of(given).map(axis -> AtNode.axis(axis, rank)).sorted().toArray();
  }

  private static String wide(Backward at, String reduced) {
    long[] axes = axes(at);
    return at.integer("keepdims", 1) == 1 || axes.length == 0
        ? reduced
        : at.write().unsqueeze(reduced, axes);
  }

  private static String spread(Backward at, String kept) {
    return at.write().op("Expand", kept, at.write().shapeOf(at.input(0)));
  }

  private static String mean(Backward at, int input) {
    NodeWriter write = at.write();
    long[] shape = at.shape(at.input(0));
    long count = 1;
    boolean open = false;
    for (long axis : axes(at)) {
      count *= shape[(int) axis];
      open |= shape[(int) axis] < 0;
    }
    String gradient = wide(at, at.gradient());
    if (open) {
      String ratio = write.div(write.op("Size", at.input(0)), write.op("Size", at.output()));
      String counted = write.cast(ratio, at.values().type(at.output()));
      return spread(at, write.div(gradient, counted));
    }
    return spread(at, write.mul(gradient, at.constant(1f / count)));
  }

  /** The gradient goes to the elements that equal the result, in equal shares. */
  private static String extreme(Backward at, int input) {
    NodeWriter write = at.write();
    String equal = write.op("Equal", at.input(0), wide(at, at.output()));
    String mask = write.cast(equal, at.values().type(at.output()));
    String share = write.div(wide(at, at.gradient()), write.sumKeeping(mask, axes(at)));
    return write.mul(mask, share);
  }

  private static String absolute(Backward at, int input) {
    return at.write().mul(at.write().op("Sign", at.input(0)), wide(at, at.gradient()));
  }

  /** dX = X·dY/Y, and 0 where the length is 0. */
  private static String length(Backward at, int input) {
    NodeWriter write = at.write();
    String zero = at.constant(0f);
    String none = write.op("Equal", at.output(), zero);
    String ratio = write.op("Where", none, zero, write.div(at.gradient(), at.output()));
    return write.mul(at.input(0), wide(at, ratio));
  }

  private static String squares(Backward at, int input) {
    NodeWriter write = at.write();
    return write.mul(at.input(0), wide(at, write.mul(at.gradient(), at.constant(2f))));
  }

  /** Y = log Σ X: dX = dY·exp(−Y). */
  private static String logSum(Backward at, int input) {
    NodeWriter write = at.write();
    String inverse = write.op("Exp", write.neg(at.output()));
    return spread(at, wide(at, write.mul(at.gradient(), inverse)));
  }

  /** dX = dY·exp(X − Y). */
  private static String logSumExp(Backward at, int input) {
    NodeWriter write = at.write();
    String shares = write.op("Exp", write.sub(at.input(0), wide(at, at.output())));
    return write.mul(shares, wide(at, at.gradient()));
  }

  /** The running sum from the other end. */
  private static String cumulative(Backward at, int input) {
    return at.write()
        .op(
            "CumSum",
            List.of(at.gradient(), at.input(1)),
            Attributes.integer("exclusive", at.integer("exclusive", 0)),
            Attributes.integer("reverse", 1 - at.integer("reverse", 0)));
  }
}
