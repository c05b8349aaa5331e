package dev.millrace.trainer.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics of predicted values, in the unit of the label and over all values of all examples: {@code
 * mae} (mean absolute error), {@code rmse} (root of the mean squared error), {@code no_change}:
 * mean absolute error of predicting that the value stays what it was when the prediction was made.
 *
 * <p>Not thread-safe.
 */
public final class ValueMetrics implements Prequential {

  private long examples;
  private long values;
  private double absoluteSum;
  private double squareSum;
  private double noChangeSum;

  /**
   * Scores one prediction.
   *
   * @param predicted predicted values
   * @param truth true values
   * @param last the values as last known when the prediction was made
   */
  public void add(float[] predicted, double[] truth, double[] last) {
    examples++;
    for (int i = 0; i < truth.length; i++) {
      double error = predicted[i] - truth[i];
      values++;
      absoluteSum += Math.abs(error);
      squareSum += error * error;
      noChangeSum += Math.abs(last[i] - truth[i]);
    }
  }

  @Override
  public long examples() {
    return examples;
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    if (values > 0) {
      metrics.put("mae", absoluteSum / values);
      metrics.put("rmse", Math.sqrt(squareSum / values));
      metrics.put("no_change", noChangeSum / values);
    }
    return metrics;
  }

  @Override
  public void write(DataOutputStream out) throws IOException {
    out.writeLong(examples);
    out.writeLong(values);
    out.writeDouble(absoluteSum);
    out.writeDouble(squareSum);
    out.writeDouble(noChangeSum);
  }

  @Override
  public void read(DataInputStream in) throws IOException {
    examples = in.readLong();
    values = in.readLong();
    absoluteSum = in.readDouble();
    squareSum = in.readDouble();
    noChangeSum = in.readDouble();
  }
}
