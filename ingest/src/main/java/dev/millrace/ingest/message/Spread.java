package dev.millrace.ingest.message;

import java.util.LinkedHashMap;
import java.util.Map;

/** Smallest, largest and mean of the numbers that are finite. */
final class Spread {

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double sum;
  private long count;

  void add(double value) {
    if (Double.isFinite(value)) {
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      count++;
    }
  }

  long count() {
    return count;
  }

  /** As channels {@code min}, {@code max} and {@code mean}; NaN without numbers. */
  Map<String, Double> channels(String prefix) {
    Map<String, Double> channels = new LinkedHashMap<>();
    channels.put(prefix + "min", count == 0 ? Double.NaN : min);
    channels.put(prefix + "max", count == 0 ? Double.NaN : max);
    channels.put(prefix + "mean", mean());
    return channels;
  }

  double mean() {
    return count == 0 ? Double.NaN : sum / count;
  }
}
