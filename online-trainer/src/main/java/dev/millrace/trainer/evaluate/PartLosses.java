package dev.millrace.trainer.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Mean loss of each part of an objective, before the part's own weight and sign. Each example
 * counts once, before it is learned. Not thread-safe.
 */
public final class PartLosses {

  /** What stands before a part's name in its metric's. */
  private static final String PREFIX = "loss_";

  private final List<String> names;
  private final double[] sums;
  private long examples;

  /**
   * @param names names of the parts; none where the loss is one
   */
  public PartLosses(List<String> names) {
    this.names = List.copyOf(names);
    this.sums = new double[names.size()];
  }

  /**
   * Adds an example; one that has a loss which is not finite is left out of all means.
   *
   * @param losses by part and example {@code [parts][n]}
   * @param example which
   */
  public void add(float[][] losses, int example) {
    for (float[] part : losses) {
      if (!Float.isFinite(part[example])) {
        return;
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += losses[i][example];
    }
    examples++;
  }

  /** Mean losses by metric name; empty before the first example. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    for (int i = 0; i < sums.length && examples > 0; i++) {
      metrics.put(PREFIX + names.get(i), sums[i] / examples);
    }
    return metrics;
  }

  /** Whether the loss is one, so that there is nothing to tell or to keep. */
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** Writes all state. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(sums.length);
    for (double sum : sums) {
      out.writeDouble(sum);
    }
    out.writeLong(examples);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException if it is of another number of parts
   */
  public void read(DataInputStream in) throws IOException {
    int parts = in.readInt();
    if (parts != sums.length) {
      throw new IllegalStateException(
          "the checkpoint holds an objective of %d parts, the task's has %d; start without it"
              .formatted(parts, sums.length));
    }
    for (int i = 0; i < parts; i++) {
      sums[i] = in.readDouble();
    }
    examples = in.readLong();
  }
}
