package dev.millrace.trainer.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics of predicted values, in the unit of the label and over all values of all examples: {@code
 * mae} (mean absolute error), {@code rmse} (root of the mean squared error), {@code no_change}:
 * mean absolute error of predicting that nothing changes. That is the value as last known when the
 * prediction was made, where the caller knows it, else the truth of the example before (the first
 * example then has no baseline and is left out of it).
 *
 * <p>Not thread-safe.
 */
public final class ValueMetrics implements Prequential {

  private final double[] previous;
  private long examples;
  private long values;
  private double absoluteSum;
  private double squareSum;
  private long noChangeValues;
  private double noChangeSum;

  /**
   * @param width values of an example
   */
  public ValueMetrics(int width) {
    previous = new double[width];
  }

  /**
   * Scores one prediction where the last known values are told.
   *
   * @param predicted predicted values
   * @param truth true values
   * @param last the values as last known when the prediction was made
   */
  public void add(float[] predicted, double[] truth, double[] last) {
    addBaseline(truth, last);
    addPrediction(predicted, truth);
  }

  /**
   * Scores one prediction against the example before as baseline.
   *
   * @param predicted predicted values
   * @param truth true values
   */
  public void add(float[] predicted, double[] truth) {
    if (examples > 0) {
      addBaseline(truth, previous);
    }
    addPrediction(predicted, truth);
  }

  private void addBaseline(double[] truth, double[] last) {
    for (int i = 0; i < truth.length; i++) {
      noChangeValues++;
      noChangeSum += Math.abs(last[i] - truth[i]);
    }
  }

  private void addPrediction(float[] predicted, double[] truth) {
    examples++;
    for (int i = 0; i < truth.length; i++) {
      double error = predicted[i] - truth[i];
      values++;
      absoluteSum += Math.abs(error);
      squareSum += error * error;
      previous[i] = truth[i];
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
    }
    if (noChangeValues > 0) {
      metrics.put("no_change", noChangeSum / noChangeValues);
    }
    return metrics;
  }

  @Override
  public void write(DataOutputStream out) throws IOException {
    out.writeLong(examples);
    out.writeLong(values);
    out.writeDouble(absoluteSum);
    out.writeDouble(squareSum);
    out.writeLong(noChangeValues);
    out.writeDouble(noChangeSum);
    for (double value : previous) {
      out.writeDouble(value);
    }
  }

  @Override
  public void read(DataInputStream in) throws IOException {
    examples = in.readLong();
    values = in.readLong();
    absoluteSum = in.readDouble();
    squareSum = in.readDouble();
    noChangeValues = in.readLong();
    noChangeSum = in.readDouble();
    for (int i = 0; i < previous.length; i++) {
      previous[i] = in.readDouble();
    }
  }
}
