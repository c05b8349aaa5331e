package dev.millrace.trainer.autodiff;

import java.util.List;

/**
 * Examples of one step.
 *
 * @param rows the examples, at least one
 */
public record Batch(List<Row> rows) {

  /** Integers up to this are exact as float32, in which rows hold them. */
  public static final int LARGEST_INTEGER = 1 << 24;

  /**
   * One example.
   *
   * @param inputs one row for each of {@link GradientGraph#inputs()}, row-major; integers (token
   *     ids) too, up to {@link #LARGEST_INTEGER} in size
   * @param truth class index as the only element, or values
   * @param weight what its loss is multiplied by, where the loss has weights
   * @param masks one row for each of {@link GradientGraph#masks()}; only gradients look at them
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody, and copied once as it is.
  public record Row(List<float[]> inputs, double[] truth, double weight, List<float[]> masks) {
    public Row {
      inputs = List.copyOf(inputs);
      masks = List.copyOf(masks);
    }

    /** An example without masks. */
    public Row(List<float[]> inputs, double[] truth, double weight) {
      this(inputs, truth, weight, List.of());
    }

    /** An example of weight 1. */
    public Row(List<float[]> inputs, double[] truth) {
      this(inputs, truth, 1);
    }

    /** The same example with masks. */
    public Row masked(List<float[]> drawn) {
      return new Row(inputs, truth, weight, drawn);
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
