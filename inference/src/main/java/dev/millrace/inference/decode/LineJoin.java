package dev.millrace.inference.decode;

import dev.millrace.inference.decode.ConvexHull.Point;
import dev.millrace.inference.decode.TextRegions.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins regions that are words of one line. The detector parts words of large text; read one by one
 * they would lose their order, and a word's box often holds a bit of its neighbour.
 */
final class LineJoin {

  /** Widest gap between two words of a line, in line heights. */
  private static final double WIDEST_GAP = 0.75;

  /** Least height of the lower word, as a part of the higher one's. */
  private static final double LEAST_HEIGHT = 0.6;

  /** Least part of the lower word's height that both have in common. */
  private static final double LEAST_SHARED = 0.7;

  private LineJoin() {}

  /** Regions, those of one line joined, in the order of their first words. */
  static List<Region> join(List<Region> words) {
    int[] line = new int[words.size()];
    for (int i = 0; i < line.length; i++) {
      line[i] = i;
      for (int j = 0; j < i; j++) {
        if (root(line, i) != root(line, j) && sameLine(words.get(i).quad(), words.get(j).quad())) {
          line[root(line, i)] = root(line, j);
        }
      }
    }
    Map<Integer, List<Region>> lines = new LinkedHashMap<>();
    for (int i = 0; i < line.length; i++) {
      lines.computeIfAbsent(root(line, i), first -> new ArrayList<>()).add(words.get(i));
    }
    return lines.values().stream().map(LineJoin::merge).toList();
  }

  private static int root(int[] line, int word) {
    int at = word;
    while (line[at] != at) {
      at = line[at];
    }
    return at;
  }

  /** Whether two words stand beside each other, seen along the longer one. */
  private static boolean sameLine(Quad a, Quad b) {
    boolean first = a.length() >= b.length();
    Quad base = first ? a : b;
    Quad other = first ? b : a;
    double lower = Math.min(base.height(), other.height());
    double higher = Math.max(base.height(), other.height());
    double minU = Double.POSITIVE_INFINITY;
    double maxU = Double.NEGATIVE_INFINITY;
    double minV = Double.POSITIVE_INFINITY;
    double maxV = Double.NEGATIVE_INFINITY;
    for (Point corner : other.points()) {
      double dx = corner.x() - base.left();
      double dy = corner.y() - base.top();
      double u = (dx * base.alongX() + dy * base.alongY()) / base.length();
      double v = (dx * base.downX() + dy * base.downY()) / base.height();
      minU = Math.min(minU, u);
      maxU = Math.max(maxU, u);
      minV = Math.min(minV, v);
      maxV = Math.max(maxV, v);
    }
    double gap = Math.max(minU - base.length(), -maxU);
    double shared = Math.min(maxV, base.height()) - Math.max(minV, 0);
    return lower >= LEAST_HEIGHT * higher
        && gap <= WIDEST_GAP * higher
        && shared >= LEAST_SHARED * lower;
  }

  /** The smallest rectangle around all words; the score is their mean by length. */
  private static Region merge(List<Region> words) {
    if (words.size() == 1) {
      return words.get(0);
    }
    List<Point> points = new ArrayList<>();
    double score = 0;
    double length = 0;
    for (Region word : words) {
      points.addAll(word.quad().points());
      score += word.score() * word.quad().length();
      length += word.quad().length();
    }
    Quad around = ConvexHull.smallestRectangle(ConvexHull.of(points));
    return new Region(around, (float) (score / length));
  }
}
