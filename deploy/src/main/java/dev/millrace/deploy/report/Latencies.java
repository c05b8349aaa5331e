package dev.millrace.deploy.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * Latencies of a run, kept one by one, so that percentiles are exact. A million take 8 MB. Not
 * thread-safe.
 */
final class Latencies {

  private long[] micros = new long[1024];
  private int size;

  void add(long latency) {
    if (size == micros.length) {
      micros = Arrays.copyOf(micros, 2 * size);
    }
    micros[size++] = latency;
  }

  void into(Latencies others) {
    for (int i = 0; i < size; i++) {
      others.add(micros[i]);
    }
  }

  void clear() {
    size = 0;
  }

  /**
   * The smallest latency that so large a part of all does not exceed (nearest rank), in
   * milliseconds; NaN where there is none.
   *
   * @param part above 0, up to 1
   */
  double percentile(double part) {
    if (size == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(micros, size);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(part * size);
    return sorted[Math.max(0, rank - 1)] / 1000.0;
  }

  /** {@code {p50, p99}} in milliseconds; null where there is none. */
  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (size == 0) {
      return node.putNull("p50").putNull("p99");
    }
    return node.put("p50", percentile(0.5)).put("p99", percentile(0.99));
  }
}
