package dev.millrace.inference.decode;

import dev.millrace.inference.decode.ConvexHull.Point;
import dev.millrace.inference.preprocess.Geometry;
import java.util.ArrayList;
import java.util.List;

/**
 * A parallelogram around a line of text, given by three corners in reading direction.
 *
 * @param left x of the start of the upper edge
 * @param top y of the start of the upper edge
 * @param alongX x of the upper edge from its start to its end
 * @param alongY y of the upper edge from its start to its end
 * @param downX x of the way from the upper to the lower edge
 * @param downY y of the way from the upper to the lower edge
 */
record Quad(double left, double top, double alongX, double alongY, double downX, double downY) {

  double length() {
    return Math.hypot(alongX, alongY);
  }

  double height() {
    return Math.hypot(downX, downY);
  }

  /** Moves each edge outwards; the sides stay parallel. */
  Quad grown(double distance) {
    double u = distance / length();
    double v = distance / height();
    return new Quad(
        left - alongX * u - downX * v,
        top - alongY * u - downY * v,
        alongX * (1 + 2 * u),
        alongY * (1 + 2 * u),
        downX * (1 + 2 * v),
        downY * (1 + 2 * v));
  }

  /** The same text read from bottom to top, as if the picture were turned to the right. */
  Quad turned() {
    return new Quad(left + downX, top + downY, -downX, -downY, alongX, alongY);
  }

  /** From the canvas to the picture's pixels. */
  Quad onPicture(Geometry geometry) {
    return new Quad(
        geometry.pictureX(left),
        geometry.pictureY(top),
        alongX / geometry.scaleX(),
        alongY / geometry.scaleY(),
        downX / geometry.scaleX(),
        downY / geometry.scaleY());
  }

  /** Corners clockwise from the start of the text. */
  List<Point> points() {
    return List.of(
        new Point(left, top),
        new Point(left + alongX, top + alongY),
        new Point(left + alongX + downX, top + alongY + downY),
        new Point(left + downX, top + downY));
  }

  /** The same corners as {@code x, y, …}. */
  List<Float> corners() {
    List<Float> corners = new ArrayList<>(8);
    for (Point point : points()) {
      corners.add((float) point.x());
      corners.add((float) point.y());
    }
    return corners;
  }
}
