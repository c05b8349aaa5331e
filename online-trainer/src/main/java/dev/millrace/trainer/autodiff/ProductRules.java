package dev.millrace.trainer.autodiff;

import static dev.millrace.trainer.autodiff.Rule.each;

import dev.millrace.models.graph.Attributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Matrix products. */
final class ProductRules {

  private ProductRules() {}

  static Map<String, Rule> rows() {
    Map<String, Rule> rows = new TreeMap<>();
    rows.put("Gemm", each(ProductRules::gemm));
    rows.put("MatMul", each(ProductRules::matmul));
    return rows;
  }

  /** Y = A·B: dA = dY·Bᵀ, dB = Aᵀ·dY; leading axes of A count as rows. */
  private static String matmul(Backward at, int input) {
    NodeWriter write = at.write();
    long[] right = at.shape(at.input(1));
    if (right.length != 2 || at.rank(at.input(0)) < 2) {
      throw at.refuse("the right side must be a matrix and the left one too");
    }
    if (input == 0) {
      return write.matmul(at.gradient(), write.transpose(at.input(1)));
    }
    String rows = at.input(0);
    String gradient = at.gradient();
    if (at.rank(rows) > 2) {
      rows = write.reshape(rows, -1, right[0]);
      gradient = write.reshape(gradient, -1, right[1]);
    }
    return write.matmul(write.transpose(rows), gradient);
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
