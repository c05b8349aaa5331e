package dev.millrace.trainer.release;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Losses of learner and champion on the same last examples, at most so many and none from before
 * the champion was promoted.
 *
 * <p>Not thread-safe.
 */
public final class WindowLosses {

  private final double[] learner;
  private final double[] champion;
  private long seen;

  /**
   * @param window most examples
   */
  public WindowLosses(int window) {
    learner = new double[window];
    champion = new double[window];
  }

  /** Takes the losses of one example; the oldest falls out of a full window. */
  public void add(double learnerLoss, double championLoss) {
    int place = (int) (seen++ % learner.length);
    learner[place] = learnerLoss;
    champion[place] = championLoss;
  }

  /** A new champion: its comparison begins with nothing. */
  public void clear() {
    seen = 0;
  }

  /** Examples in the window. */
  public int examples() {
    return (int) Math.min(seen, learner.length);
  }

  /** Mean loss of the learner; NaN over no examples. */
  public double learnerMean() {
    return mean(learner);
  }

  /** Mean loss of the champion; NaN over no examples. */
  public double championMean() {
    return mean(champion);
  }

  private double mean(double[] losses) {
    int count = examples();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += losses[i];
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /** Writes all state. */
  public void write(DataOutputStream out) throws IOException {
    out.writeLong(seen);
    for (int i = 0; i < examples(); i++) {
      out.writeDouble(learner[i]);
      out.writeDouble(champion[i]);
    }
  }

  /** Reads what {@link #write} wrote. */
  public void read(DataInputStream in) throws IOException {
    seen = in.readLong();
    for (int i = 0; i < examples(); i++) {
      learner[i] = in.readDouble();
      champion[i] = in.readDouble();
    }
  }
}
