package dev.millrace.inference.track;

import dev.millrace.schemas.avro.DetectedBox;

/** Boxes that move. */
final class TrackFixtures {

  /** Microseconds. */
  static final long SECOND = 1_000_000;

  /** Between two frames of a camera. */
  static final long FRAME = SECOND / 10;

  private static final double WIDTH = 40;
  private static final double HEIGHT = 30;

  private TrackFixtures() {}

  /** A sure box of usual size around a centre. */
  static DetectedBox car(double x, double y) {
    return box("car", 0.9, x, y);
  }

  static DetectedBox box(String label, double score, double x, double y) {
    return corners(label, score, x - WIDTH / 2, y - HEIGHT / 2, x + WIDTH / 2, y + HEIGHT / 2);
  }

  static DetectedBox corners(
      String label, double score, double x1, double y1, double x2, double y2) {
    return DetectedBox.newBuilder()
        .setLabel(label)
        .setScore((float) score)
        .setX1((float) x1)
        .setY1((float) y1)
        .setX2((float) x2)
        .setY2((float) y2)
        .build();
  }
}
