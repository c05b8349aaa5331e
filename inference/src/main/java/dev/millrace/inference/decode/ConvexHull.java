package dev.millrace.inference.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Convex hull (Andrew 1979, monotone chain) and the smallest rectangle around it. */
final class ConvexHull {

  /** A point of the plane, y downwards. */
  record Point(double x, double y) {}

  private ConvexHull() {}

  /** Corners of the hull in order; of fewer than three points, the points. */
  static List<Point> of(List<Point> points) {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y));
    List<Point> hull = chain(sorted);
    List<Point> back = new ArrayList<>(sorted);
    Collections.reverse(back);
    List<Point> other = chain(back);
    hull.remove(hull.size() - 1);
    other.remove(other.size() - 1);
    hull.addAll(other);
    return hull;
  }

  private static List<Point> chain(List<Point> sorted) {
    List<Point> chain = new ArrayList<>();
    for (Point point : sorted) {
      while (chain.size() >= 2
          && cross(chain.get(chain.size() - 2), chain.get(chain.size() - 1), point) <= 0) {
        chain.remove(chain.size() - 1);
      }
      chain.add(point);
    }
    return chain;
  }

  private static double cross(Point origin, Point a, Point b) {
    return (a.x - origin.x) * (b.y - origin.y) - (a.y - origin.y) * (b.x - origin.x);
  }

  /**
   * The rectangle of least area around a hull: one of its sides lies on an edge of the hull
   * (Freeman and Shapira 1975). Its upper edge is the side nearest to level.
   */
  static Quad smallestRectangle(List<Point> hull) {
    Quad best = null;
    double bestArea = Double.POSITIVE_INFINITY;
    for (int i = 0; i < hull.size(); i++) {
      Point a = hull.get(i);
      Point b = hull.get((i + 1) % hull.size());
      double angle = nearLevel(Math.atan2(b.y - a.y, b.x - a.x));
      Quad around = around(hull, Math.cos(angle), Math.sin(angle));
      double area = around.length() * around.height();
      // A hair of preference for the first keeps the choice stable where edges lie on one line.
      if (best == null || area < bestArea * (1 - 1e-9)) {
        best = around;
        bestArea = area;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("no points");
    }
    return best;
  }

  /** Turns by quarters until within −45° to 45°. */
  private static double nearLevel(double angle) {
    return angle - Math.rint(angle / (Math.PI / 2)) * (Math.PI / 2);
  }

  private static Quad around(List<Point> hull, double cos, double sin) {
    double minU = Double.POSITIVE_INFINITY;
    double maxU = Double.NEGATIVE_INFINITY;
    double minV = Double.POSITIVE_INFINITY;
    double maxV = Double.NEGATIVE_INFINITY;
    for (Point point : hull) {
      double u = point.x * cos + point.y * sin;
      double v = point.y * cos - point.x * sin;
      minU = Math.min(minU, u);
      maxU = Math.max(maxU, u);
      minV = Math.min(minV, v);
      maxV = Math.max(maxV, v);
    }
    double length = maxU - minU;
    double height = maxV - minV;
    return new Quad(
        minU * cos - minV * sin,
        minU * sin + minV * cos,
        length * cos,
        length * sin,
        -height * sin,
        height * cos);
  }
}
