package dev.millrace.trainer.autodiff;

import java.util.List;

/**
 * Examples of one step.
 *
 * @param rows the examples, at least one
 */
public record Batch(List<Row> rows) {

  /**
   * One example.
   *
   * @param inputs one row for each of {@link GradientGraph#inputs()}, row-major
   * @param truth class index as the only element, or values
   * @param weight what its loss is multiplied by, where the loss has weights
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody, and copied once as it is.
  public record Row(List<float[]> inputs, double[] truth, double weight) {
    public Row {
      inputs = List.copyOf(inputs);
    }

    /** An example of weight 1. */
    public Row(List<float[]> inputs, double[] truth) {
      this(inputs, truth, 1);
    }
  }

  public Batch {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a batch holds at least one example");
    }
  }

  public int size() {
    return rows.size();
  }
}
