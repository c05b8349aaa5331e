package dev.millrace.inference.decode;

import dev.millrace.inference.decode.ConvexHull.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** First and last pixel of each row of a piece: all that its convex hull depends on. */
final class RowEnds {

  private final Map<Integer, int[]> rows = new TreeMap<>();
  private final int width;

  RowEnds(int width) {
    this.width = width;
  }

  void add(int x, int y) {
    int[] ends = rows.computeIfAbsent(y, row -> new int[] {width, -1});
    ends[0] = Math.min(ends[0], x);
    ends[1] = Math.max(ends[1], x);
  }

  /** The outer corners of these pixels. */
  List<Point> corners() {
    List<Point> corners = new ArrayList<>(4 * rows.size());
    rows.forEach(
        (y, ends) -> {
          corners.add(new Point(ends[0], y));
          corners.add(new Point(ends[0], y + 1.0));
          corners.add(new Point(ends[1] + 1.0, y));
          corners.add(new Point(ends[1] + 1.0, y + 1.0));
        });
    return corners;
  }
}
