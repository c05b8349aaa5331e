package dev.millrace.inference.fuse;

import java.util.List;

/** Names of the counters that fusion adds to the inference job's markers. */
public final class FusionCounters {

  /** Predictions that carry all their sensors' values. */
  public static final String FUSED = "fused";

  /** Predictions that lack a value: no reading lay near enough, or one of the two below. */
  public static final String MISSING = "fused_missing";

  /** Of those, predictions that waited as long as they may. */
  public static final String GAVE_UP = "fused_gave_up";

  /** Of those, predictions behind their feed's markers, whose readings are forgotten. */
  public static final String LATE = "fused_late";

  /** Readings behind their feed's markers; not used, since others may have left without them. */
  public static final String READINGS_LATE = "readings_late";

  /** Readings that were forgotten early, because there were too many. */
  public static final String READINGS_DROPPED = "readings_dropped";

  static final List<String> ALL =
      List.of(FUSED, MISSING, GAVE_UP, LATE, READINGS_LATE, READINGS_DROPPED);

  private FusionCounters() {}
}
