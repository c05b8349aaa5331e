package dev.millrace.inference.operator;

import java.util.List;

/** Names of the counters that the inference job tells in its markers. */
public final class InferenceCounters {

  /** Events that reached the task. */
  public static final String EVENTS = "events";

  public static final String PREDICTIONS = "predictions";

  /** Readings that only filled a source's first window. */
  public static final String WINDOW_WARMUP = "window_warmup";

  public static final String DEAD_LETTERS = "dead_letters";

  /** Changes of the served version. */
  public static final String SWAPS = "swaps";

  static final List<String> ALL = List.of(EVENTS, PREDICTIONS, WINDOW_WARMUP, DEAD_LETTERS, SWAPS);

  private InferenceCounters() {}
}
