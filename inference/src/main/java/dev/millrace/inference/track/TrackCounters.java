package dev.millrace.inference.track;

import java.util.List;

/** Names of the counters that tracking adds to the inference job's markers. */
public final class TrackCounters {

  /** Objects that got a number. */
  public static final String TRACKS = "tracks";

  /**
   * Frames that do not follow the last of their source in event time; their boxes have no track.
   */
  public static final String LATE = "tracks_late";

  /** Boxes that have no track because their source has the most it may have. */
  public static final String LEFT_OUT = "tracks_left_out";

  /** Sources that were forgotten early, because there were too many. */
  public static final String SOURCES_DROPPED = "tracks_sources_dropped";

  static final List<String> ALL = List.of(TRACKS, LATE, LEFT_OUT, SOURCES_DROPPED);

  private TrackCounters() {}
}
