package dev.millrace.trainer.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics of class predictions.
 *
 * <ul>
 *   <li>{@code accuracy}: part of right predictions; {@code accuracy_last_2000} over the last
 *       2,000.
 *   <li>{@code log_loss}: mean of −ln p of the true class, p not below 1e-15.
 *   <li>{@code no_change}: accuracy of predicting the label of the example before; the first
 *       example counts as a miss.
 *   <li>{@code kappa}: (accuracy − chance) / (1 − chance), where chance is the agreement expected
 *       from the frequencies of predictions and labels (Cohen 1960).
 *   <li>{@code kappa_t}: (accuracy − no_change) / (1 − no_change), Kappa-Temporal (Žliobaitė,
 *       Bifet, Read, Pfahringer, Holmes 2015, "Evaluation methods and decision theory for
 *       classification of streaming data with temporal dependence").
 * </ul>
 *
 * <p>Where a denominator is zero, both kappas are 0. Not thread-safe.
 */
public final class ClassMetrics implements Prequential {

  /** How many predictions the recent accuracy covers. */
  public static final int RECENT = 2000;

  private static final double LEAST_PROBABILITY = 1e-15;
  private static final int NO_LABEL = -1;

  private final long[] predictedCount;
  private final long[] labelCount;
  private final boolean[] recentRight = new boolean[RECENT];
  private long examples;
  private long right;
  private long noChangeRight;
  private double logLossSum;
  private int lastLabel = NO_LABEL;

  /**
   * @param classes number of classes
   */
  public ClassMetrics(int classes) {
    predictedCount = new long[classes];
    labelCount = new long[classes];
  }

  /**
   * Scores one prediction.
   *
   * @param probabilities probability of every class; the highest, and of equals the first, is the
   *     prediction
   * @param label index of the true class
   */
  public void add(float[] probabilities, int label) {
    int predicted = Best.of(probabilities);
    boolean hit = predicted == label;
    recentRight[(int) (examples % RECENT)] = hit;
    examples++;
    right += hit ? 1 : 0;
    noChangeRight += lastLabel == label ? 1 : 0;
    lastLabel = label;
    predictedCount[predicted]++;
    labelCount[label]++;
    // StrictMath: the sum is checkpointed and must come out the same after a restart.
    logLossSum -= StrictMath.log(Math.max(probabilities[label], LEAST_PROBABILITY));
  }

  @Override
  public long examples() {
    return examples;
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    if (examples > 0) {
      double accuracy = (double) right / examples;
      double noChange = (double) noChangeRight / examples;
      metrics.put("accuracy", accuracy);
      metrics.put("accuracy_last_2000", recentAccuracy());
      metrics.put("log_loss", logLossSum / examples);
      metrics.put("no_change", noChange);
      metrics.put("kappa", above(accuracy, chance()));
      metrics.put("kappa_t", above(accuracy, noChange));
    }
    return metrics;
  }

  private double recentAccuracy() {
    int count = (int) Math.min(examples, RECENT);
    int hits = 0;
    for (int i = 0; i < count; i++) {
      hits += recentRight[i] ? 1 : 0;
    }
    return (double) hits / count;
  }

  private double chance() {
    double chance = 0;
    for (int k = 0; k < labelCount.length; k++) {
      chance += ((double) predictedCount[k] / examples) * ((double) labelCount[k] / examples);
    }
    return chance;
  }

  private static double above(double accuracy, double baseline) {
    return baseline == 1 ? 0 : (accuracy - baseline) / (1 - baseline);
  }

  @Override
  public void write(DataOutputStream out) throws IOException {
    out.writeLong(examples);
    out.writeLong(right);
    out.writeLong(noChangeRight);
    out.writeDouble(logLossSum);
    out.writeInt(lastLabel);
    for (int k = 0; k < labelCount.length; k++) {
      out.writeLong(predictedCount[k]);
      out.writeLong(labelCount[k]);
    }
    for (boolean hit : recentRight) {
      out.writeBoolean(hit);
    }
  }

  @Override
  public void read(DataInputStream in) throws IOException {
    examples = in.readLong();
    right = in.readLong();
    noChangeRight = in.readLong();
    logLossSum = in.readDouble();
    lastLabel = in.readInt();
    for (int k = 0; k < labelCount.length; k++) {
      predictedCount[k] = in.readLong();
      labelCount[k] = in.readLong();
    }
    for (int i = 0; i < RECENT; i++) {
      recentRight[i] = in.readBoolean();
    }
  }
}
