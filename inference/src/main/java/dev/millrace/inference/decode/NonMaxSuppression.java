package dev.millrace.inference.decode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Of boxes of one class that overlap, keeps the one with the highest score. */
public final class NonMaxSuppression {

  private NonMaxSuppression() {}

  /**
   * A box with its score.
   *
   * @param label class number; boxes of different classes don't drop each other
   * @param score confidence
   * @param x1 left edge
   * @param y1 top edge
   * @param x2 right edge
   * @param y2 bottom edge
   */
  public record Box(int label, float score, double x1, double y1, double x2, double y2) {

    double area() {
      return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
    }

    /** Intersection over union with another box, 0 to 1. */
    public double overlap(Box other) {
      double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
      double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
      if (width <= 0 || height <= 0) {
        return 0;
      }
      double shared = width * height;
      return shared / (area() + other.area() - shared);
    }
  }

  /**
   * The boxes that stay, by falling score; of equal scores the first given goes first.
   *
   * @param maxOverlap intersection over union above which the weaker box of a class is dropped
   * @param maxBoxes most boxes that stay
   */
  public static List<Box> keep(List<Box> boxes, double maxOverlap, int maxBoxes) {
    List<Box> byScore = new ArrayList<>(boxes);
    byScore.sort(Comparator.comparingDouble(Box::score).reversed());
    List<Box> kept = new ArrayList<>();
    for (Box candidate : byScore) {
      if (kept.size() == maxBoxes) {
        break;
      }
      if (kept.stream().noneMatch(box -> drops(box, candidate, maxOverlap))) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  private static boolean drops(Box stronger, Box weaker, double maxOverlap) {
    return stronger.label == weaker.label && stronger.overlap(weaker) > maxOverlap;
  }
}
