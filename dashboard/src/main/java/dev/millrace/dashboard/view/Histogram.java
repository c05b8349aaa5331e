package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.dashboard.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * Durations in buckets that grow by 2^(1/16), so that a percentile is right to 2.2 % and histograms
 * can be added. Not thread-safe.
 */
public final class Histogram {

  private static final int AN_OCTAVE = 16;

  /** A microsecond. */
  private static final int LOWEST = -10 * AN_OCTAVE;

  /** 35 years in milliseconds. */
  private static final int HIGHEST = 40 * AN_OCTAVE;

  private final TreeMap<Integer, Long> buckets = new TreeMap<>();
  private long count;

  /** Adds a duration in milliseconds; what is negative counts as nothing at all. */
  void add(double millis) {
    add(bucket(millis), 1);
  }

  private void add(int bucket, long times) {
    buckets.merge(bucket, times, Long::sum);
    count += times;
  }

  private static int bucket(double millis) {
    if (!(millis > 0)) {
      return LOWEST;
    }
    double octaves = Math.log(millis) / Math.log(2);
    return (int) Math.max(LOWEST, Math.min(HIGHEST, Math.floor(octaves * AN_OCTAVE)));
  }

  /** Adds all of another. */
  public void addAll(Histogram other) {
    other.buckets.forEach(this::add);
  }

  public long count() {
    return count;
  }

  /**
   * The duration that so large a part does not exceed, in milliseconds; NaN where there is none.
   *
   * @param part above 0, up to 1
   */
  public double percentile(double part) {
    long rank = (long) Math.ceil(part * count);
    long passed = 0;
    for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
      passed += bucket.getValue();
      if (passed >= rank) {
        return Math.pow(2, (bucket.getKey() + 0.5) / AN_OCTAVE);
      }
    }
    return Double.NaN;
  }

  /** Bucket, count, bucket, count… */
  ArrayNode json() {
    ArrayNode node = Json.array();
    buckets.forEach((bucket, times) -> node.add(bucket).add(times));
    return node;
  }

  static Histogram of(JsonNode node) {
    Histogram histogram = new Histogram();
    for (int i = 0; i + 1 < node.size(); i += 2) {
      histogram.add(node.get(i).asInt(), node.get(i + 1).asLong());
    }
    return histogram;
  }
}
