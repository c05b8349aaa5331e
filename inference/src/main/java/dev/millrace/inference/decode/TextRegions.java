package dev.millrace.inference.decode;

import dev.millrace.inference.decode.ConvexHull.Point;
import dev.millrace.schemas.task.DecodeSpec.TextLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lines of text in a probability map of DBNet (Liao et al. 2020, "Real-time Scene Text Detection
 * with Differentiable Binarization"): connected pixels above a threshold, the smallest rectangle
 * around each, kept if its mean probability is high enough, and grown by area × ratio / perimeter
 * since the network is trained on shrunk regions.
 */
final class TextRegions {

  /** Shorter sides are specks, in map pixels before growing. */
  private static final double SMALLEST_SIDE = 3;

  /** A map with more connected pieces than this is noise; the rest is left out. */
  private static final int MOST_PIECES = 10_000;

  private final TextLines spec;

  TextRegions(TextLines spec) {
    this.spec = spec;
  }

  /**
   * A region on the map.
   *
   * @param quad around the text, in map pixels
   * @param score mean probability inside, 0 to 1
   */
  record Region(Quad quad, float score) {}

  /**
   * Regions by falling score.
   *
   * @param map probabilities {@code [height, width]}
   */
  List<Region> find(float[] map, int width, int height) {
    List<Region> regions = new ArrayList<>();
    boolean[] seen = new boolean[map.length];
    int[] stack = new int[map.length];
    int pieces = 0;
    for (int i = 0; i < map.length && pieces < MOST_PIECES; i++) {
      if (!seen[i] && map[i] > spec.pixelThreshold()) {
        pieces++;
        List<Point> outline = flood(map, width, height, i, seen, stack);
        Quad tight = ConvexHull.smallestRectangle(ConvexHull.of(outline));
        float score = meanInside(map, width, height, tight);
        if (Math.min(tight.length(), tight.height()) >= SMALLEST_SIDE
            && score >= spec.boxThreshold()) {
          regions.add(new Region(grow(tight), score));
        }
      }
    }
    regions.sort(Comparator.comparingDouble(Region::score).reversed());
    return regions.subList(0, Math.min(regions.size(), spec.maxBoxes()));
  }

  private Quad grow(Quad tight) {
    double area = tight.length() * tight.height();
    double perimeter = 2 * (tight.length() + tight.height());
    return tight.grown(area * spec.unclipRatio() / perimeter);
  }

  /** Marks the pixels connected to a first one and gives the corners of its rows' ends. */
  private List<Point> flood(
      float[] map, int width, int height, int first, boolean[] seen, int[] stack) {
    RowEnds ends = new RowEnds(width);
    int depth = 0;
    stack[depth++] = first;
    seen[first] = true;
    while (depth > 0) {
      int at = stack[--depth];
      int x = at % width;
      int y = at / width;
      ends.add(x, y);
      for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          int next = ny * width + nx;
          if (!seen[next] && map[next] > spec.pixelThreshold()) {
            seen[next] = true;
            stack[depth++] = next;
          }
        }
      }
    }
    return ends.corners();
  }

  /** Mean of the pixels whose centre lies in the rectangle. */
  private static float meanInside(float[] map, int width, int height, Quad quad) {
    double lengthSquared = quad.length() * quad.length();
    double heightSquared = quad.height() * quad.height();
    double minX = quad.left() + Math.min(0, quad.alongX()) + Math.min(0, quad.downX());
    double maxX = quad.left() + Math.max(0, quad.alongX()) + Math.max(0, quad.downX());
    double minY = quad.top() + Math.min(0, quad.alongY()) + Math.min(0, quad.downY());
    double maxY = quad.top() + Math.max(0, quad.alongY()) + Math.max(0, quad.downY());
    double sum = 0;
    int count = 0;
    for (int y = Math.max(0, (int) minY); y < Math.min(height, maxY); y++) {
      for (int x = Math.max(0, (int) minX); x < Math.min(width, maxX); x++) {
        double dx = x + 0.5 - quad.left();
        double dy = y + 0.5 - quad.top();
        double u = dx * quad.alongX() + dy * quad.alongY();
        double v = dx * quad.downX() + dy * quad.downY();
        if (u >= 0 && u <= lengthSquared && v >= 0 && v <= heightSquared) {
          sum += map[y * width + x];
          count++;
        }
      }
    }
    return count == 0 ? 0 : (float) (sum / count);
  }
}
