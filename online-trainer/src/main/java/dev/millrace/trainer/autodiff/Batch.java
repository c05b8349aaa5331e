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
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody, and copied once as it is.
  public record Row(List<float[]> inputs, double[] truth) {
    public Row {
      inputs = List.copyOf(inputs);
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
