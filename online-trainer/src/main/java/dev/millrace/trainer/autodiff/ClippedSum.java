package dev.millrace.trainer.autodiff;

import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.trainer.autodiff.DenseUses.Part;
import dev.millrace.trainer.autodiff.DenseUses.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Appends the sum of the examples' gradients, each shortened to a length, for dense layers, without
 * making any of them (Goodfellow 2015, "Efficient per-example gradient computations"; ghost
 * clipping in Li et al. 2022). With a the row that enters a layer and d the gradient behind it, the
 * gradient of the matrix is {@code aᵀd}, whose squared length is {@code |a|²·|d|²}; that of the
 * bias is d. So lengths are known before any product over the batch, rows of d are scaled, and one
 * product a layer gives the sum.
 *
 * <p>Squares of a row are summed in float32, and lengths are float64 from there on: rows longer
 * than 10¹⁹ count as not finite. What float32 may lose of tiny squares is added again, for a length
 * that comes out too short would let a gradient in that is too long.
 */
final class ClippedSum {

  /** More than a row of numbers whose squares are below the least float32 can amount to. */
  private static final float LOST = 1e-40f;

  private final double length;
  private final NodeWriter write;

  /**
   * @param length longest gradient of an example
   */
  ClippedSum(double length, NodeWriter write) {
    this.length = length;
    this.write = write;
  }

  /**
   * The summed gradient of each use, flat. An example whose gradient is not finite, or longer than
   * {@link TrainingGraphs#LONGEST}, counts as nothing.
   *
   * @param behind gradient of the summed losses by the result of each use {@code [n, k]}
   */
  List<String> of(List<Use> uses, Map<Use, String> behind) {
    String norm =
        write.op(
            "Sqrt",
            uses.stream()
                .map(use -> square(use, behind.get(use)))
                .reduce(write::add)
                .orElseThrow());
    // A comparison with NaN is false.
    String finite =
        write.op(
            "LessOrEqual", norm, write.real((float) TrainingGraphs.LONGEST, ElementType.FLOAT64));
    String limit = write.real((float) length, ElementType.FLOAT64);
    String factor = write.cast(write.div(limit, write.op("Max", norm, limit)), ElementType.FLOAT32);
    List<String> sums = new ArrayList<>();
    for (Use use : uses) {
      String scaled = finiteRows(finite, write.mul(behind.get(use), factor));
      sums.add(write.reshape(sum(use, scaled, finite), -1));
    }
    return sums;
  }

  /** Squared length of each example's gradient by one parameter {@code [n, 1]}. */
  private String square(Use use, String behind) {
    String square = rowSquares(behind);
    return use.part() == Part.BIAS ? square : write.mul(square, rowSquares(use.rows()));
  }

  private String rowSquares(String rows) {
    // ONNX Runtime's ReduceSumSquare is several times slower than its product and sum.
    String square = write.sumKeeping(write.mul(rows, rows), 1);
    return write.cast(write.add(square, write.real(LOST)), ElementType.FLOAT64);
  }

  private String sum(Use use, String behind, String finite) {
    return switch (use.part()) {
      case BIAS -> write.sum(behind, 0);
      case MATRIX -> product(entering(use, finite), behind);
      case TURNED_MATRIX -> product(behind, entering(use, finite));
    };
  }

  /** The rows that a matrix multiplies: features are finite, activations may have run away. */
  private String entering(Use use, String finite) {
    return use.ofFeatures() ? use.rows() : finiteRows(finite, use.rows());
  }

  private String product(String turned, String plain) {
    return write.op("Gemm", List.of(turned, plain), Attributes.integer("transA", 1));
  }

  /** Zeros in the other rows: a zero factor would not do, as zero times infinity is no number. */
  private String finiteRows(String finite, String rows) {
    return write.op("Where", finite, rows, write.real(0));
  }
}
