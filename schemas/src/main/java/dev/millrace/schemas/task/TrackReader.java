package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlMap;

/** {@code track}. */
final class TrackReader {

  /** With less, boxes that barely touch would be one object. */
  private static final double LEAST_IOU = 0.01;

  /** Half a minute of frames; whoever waits longer never sees a number. */
  private static final int MOST_HITS = 1000;

  private TrackReader() {}

  static TrackSpec read(YamlMap map) {
    TrackSpec defaults = TrackSpec.DEFAULT;
    return new TrackSpec(
        map.decimal("iou", LEAST_IOU, 1, defaults.iouThreshold()),
        map.duration("maxAge", defaults.maxAge()),
        map.integer("minHits", 1, MOST_HITS, defaults.minHits()),
        map.decimal("highScore", 0, 1, defaults.highScore()));
  }
}
