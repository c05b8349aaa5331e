package dev.millrace.bench;

import java.util.List;

/**
 * A way to run a model on many texts with ONNX Runtime and nothing else.
 *
 * @param name what it is called in the results
 * @param callers threads that call the session
 * @param sessions sessions they share out among them
 * @param intraOpThreads threads inside an operator
 * @param grouping which texts share a run
 * @param batch most texts of a run
 */
record RawConfiguration(
    String name, int callers, int sessions, int intraOpThreads, Grouping grouping, int batch) {

  /** Which texts share a run. */
  enum Grouping {
    /** In the order of the recording, each text alone. */
    ALONE,
    /** Sorted by length, padded to the longest of the run. */
    SORTED,
    /** Only texts of one length: no padding. */
    EQUAL_LENGTH
  }

  /** What a careful user would try on a machine with that many cores. */
  static List<RawConfiguration> all(int cores) {
    return List.of(
        new RawConfiguration("single, one session", cores, 1, 1, Grouping.ALONE, 1),
        new RawConfiguration("single, session a thread", cores, cores, 1, Grouping.ALONE, 1),
        new RawConfiguration("single, threads in the operator", 1, 1, cores, Grouping.ALONE, 1),
        new RawConfiguration("16 sorted, session a thread", cores, cores, 1, Grouping.SORTED, 16),
        new RawConfiguration(
            "16 sorted, threads in the operator", 1, 1, cores, Grouping.SORTED, 16),
        new RawConfiguration("8 of a length, one session", cores, 1, 1, Grouping.EQUAL_LENGTH, 8));
  }
}
