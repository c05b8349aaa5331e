package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.each;

import dev.millrace.models.graph.Attributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Matrix products. */
final class ProductRules {

  private ProductRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Gemm", each(ProductRules::gemm));
    rows.put("MatMul", each(ProductRules::matmul));
    rows.put("Einsum", each(EinsumRule::gradient));
    return rows;
  }

  /** Y = A·B: dA = dY·Bᵀ, dB = Aᵀ·dY, summed over the leading axes that one side lacks. */
  private static String matmul(Backward at, int input) {
    if (at.rank(at.input(0)) < 2 || at.rank(at.input(1)) < 2) {
      return vector(at, input);
    }
    NodeWriter write = at.write();
    long[] left = at.shape(at.input(0));
    long[] right = at.shape(at.input(1));
    if (input == 1 && right.length == 2) {
      return byMatrix(at, left, right);
    }
    String gradient =
        input == 0
            ? write.matmul(at.gradient(), flipped(at, at.input(1), right.length))
            : write.matmul(flipped(at, at.input(0), left.length), at.gradient());
    long[] narrow = input == 0 ? left : right;
    return at.unbroadcast(gradient, withLeading(at.shape(at.output()), narrow), narrow);
  }

  /** B is one matrix for all: leading axes of A count as rows. */
  private static String byMatrix(Backward at, long[] left, long[] right) {
    NodeWriter write = at.write();
    String rows = at.input(0);
    String gradient = at.gradient();
    if (left.length > 2) {
      rows = write.reshape(rows, -1, right[0]);
      gradient = write.reshape(gradient, -1, right[1]);
    }
    return write.matmul(write.transpose(rows), gradient);
  }

  /** The leading axes of the one shape before the last two of the other. */
  private static long[] withLeading(long[] leading, long[] narrow) {
    long[] wide = leading.clone();
    wide[wide.length - 2] = narrow[narrow.length - 2];
    wide[wide.length - 1] = narrow[narrow.length - 1];
    return wide;
  }

  private static String flipped(Backward at, String value, int rank) {
    long[] order = LongStream.range(0, rank).toArray();
    order[rank - 2] = rank - 1L;
    order[rank - 1] = rank - 2L;
    return at.write().transpose(value, order);
  }

  /**
   * One side is a vector v, the other M has at least one axis: a product element by element, whose
   * sum over one axis is the result.
   */
  private static String vector(Backward at, int input) {
    NodeWriter write = at.write();
    int leftRank = at.rank(at.input(0));
    int rightRank = at.rank(at.input(1));
    String other = at.input(1 - input);
    if (leftRank == 1 && rightRank == 1) {
      return write.mul(at.gradient(), other);
    }
    boolean vectorRight = rightRank == 1;
    int rank = Math.max(leftRank, rightRank);
    // The axis of M that is summed over, and that the gradient lacks.
    int axis = vectorRight ? rank - 1 : rank - 2;
    String gradient = write.unsqueeze(at.gradient(), axis);
    boolean byMatrix = (input == 0) == vectorRight;
    if (byMatrix) {
      return write.mul(gradient, vectorRight ? other : write.unsqueeze(other, 1));
    }
    long[] lost = LongStream.range(0, rank).filter(i -> i != axis).toArray();
    return write.sum(write.mul(gradient, other), lost);
  }

  /** Y = alpha·A'·B' + beta·C, where the prime may transpose. */
  private static String gemm(Backward at, int input) {
    float alpha = at.real("alpha", 1f);
    float beta = at.real("beta", 1f);
    long flipA = at.integer("transA", 0);
    long flipB = at.integer("transB", 0);
    String dy = at.gradient();
    if (input == 2) {
      String dc = at.unbroadcast(dy, 2);
      return beta == 1f ? dc : at.write().mul(dc, at.constant(beta));
    }
    if (input == 0) {
      return flipA == 0
          ? product(at, dy, 0, at.input(1), 1 - flipB, alpha)
          : product(at, at.input(1), flipB, dy, 1, alpha);
    }
    return flipB == 0
        ? product(at, at.input(0), 1 - flipA, dy, 0, alpha)
        : product(at, dy, 1, at.input(0), flipA, alpha);
  }

  private static String product(
      Backward at, String left, long flipLeft, String right, long flipRight, float alpha) {
    return at.write()
        .op(
            "Gemm",
            List.of(left, right),
            Attributes.integer("transA", flipLeft),
            Attributes.integer("transB", flipRight),
            Attributes.real("alpha", alpha));
  }
}
