package dev.millrace.trainer.exports;

import dev.millrace.models.runtime.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * NASA's turbofan engines, run to failure: windows of 30 cycles with the three settings and the 14
 * sensors that change, brought to mean 0 and deviation 1 over the engines that are learned from.
 */
final class Engines {

  static final int STEPS = 30;
  static final int CHANNELS = 17;

  /** Remaining cycles count up to here: a healthy engine shows nothing of its distant end. */
  private static final double MOST_CYCLES = 125;

  /** Columns of the file: settings 1 to 3, then the sensors that are not constant. */
  private static final int[] COLUMNS = {
    2, 3, 4, 6, 7, 8, 11, 12, 13, 15, 16, 17, 18, 19, 21, 24, 25
  };

  private static final int EVERY = 10;

  private Engines() {}

  /** A window {@code [1, 30, 17]} and the cycles that remain after it, at most 125. */
  record Window(int engine, Tensor values, double remaining) {}

  static List<Window> windows(int learnedEngines) {
    Map<Integer, List<double[]>> engines = new LinkedHashMap<>();
    for (String line : RealFiles.lines("cmapss-fd001/train_FD001.txt")) {
      double[] row =
          Arrays.stream(line.strip().split("\\s+")).mapToDouble(Double::valueOf).toArray();
      engines
          .computeIfAbsent((int) row[0], key -> new ArrayList<>())
          .add(Arrays.stream(COLUMNS).mapToDouble(column -> row[column]).toArray());
    }
    standardize(engines, learnedEngines);
    List<Window> windows = new ArrayList<>();
    engines.forEach((engine, rows) -> cut(engine, rows, windows));
    return windows;
  }

  private static void standardize(Map<Integer, List<double[]>> engines, int learned) {
    List<double[]> known =
        engines.entrySet().stream()
            .filter(entry -> entry.getKey() <= learned)
            .flatMap(entry -> entry.getValue().stream())
            .toList();
    for (int i = 0; i < CHANNELS; i++) {
      int channel = i;
      double mean = known.stream().mapToDouble(row -> row[channel]).average().orElseThrow();
      double variance =
          known.stream()
              .mapToDouble(row -> Math.pow(row[channel] - mean, 2))
              .average()
              .orElseThrow();
      // Setting 3 never changes.
      double deviation = variance < 1e-12 ? 1 : Math.sqrt(variance);
      engines
          .values()
          .forEach(rows -> rows.forEach(row -> row[channel] = (row[channel] - mean) / deviation));
    }
  }

  private static void cut(int engine, List<double[]> rows, List<Window> windows) {
    for (int end = rows.size(); end >= STEPS; end -= EVERY) {
      float[] values = new float[STEPS * CHANNELS];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) rows.get(end - STEPS + i / CHANNELS)[i % CHANNELS];
      }
      double remaining = Math.min(rows.size() - end, MOST_CYCLES);
      windows.add(new Window(engine, Tensor.floats(values, 1, STEPS, CHANNELS), remaining));
    }
  }
}
