package dev.millrace.inference.fuse;

import dev.millrace.schemas.task.FuseSpec.Interpolate;
import java.util.EnumMap;
import java.util.Map;

/** Values between two readings. Pure: the same numbers give the same bits. */
final class Interpolation {

  /** Nearer than this two quaternions are a straight line, and the sine below would be zero. */
  private static final double PARALLEL = 1 - 1e-9;

  private static final Map<Interpolate, Between> BETWEEN = new EnumMap<>(Interpolate.class);

  static {
    BETWEEN.put(Interpolate.LINEAR, Interpolation::linear);
    BETWEEN.put(Interpolate.PREVIOUS, (before, behind, part) -> before);
    BETWEEN.put(Interpolate.NEAREST, (before, behind, part) -> part <= 0.5 ? before : behind);
    BETWEEN.put(Interpolate.DEGREES, (before, behind, part) -> turn(before, behind, part, 360));
    BETWEEN.put(
        Interpolate.RADIANS, (before, behind, part) -> turn(before, behind, part, 2 * Math.PI));
    BETWEEN.put(Interpolate.QUATERNION, Interpolation::slerp);
  }

  private Interpolation() {}

  /** Values between two readings. */
  private interface Between {
    double[] at(double[] before, double[] behind, double part);
  }

  /**
   * Values between two readings.
   *
   * @param part how far from the one before to the one behind, from 0 to 1
   */
  static double[] between(Interpolate how, double[] before, double[] behind, double part) {
    return BETWEEN.get(how).at(before, behind, part);
  }

  private static double[] linear(double[] before, double[] behind, double part) {
    double[] values = new double[before.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = before[i] + (behind[i] - before[i]) * part;
    }
    return values;
  }

  /** Along the shorter way; of two halves of a circle the one that turns back. */
  private static double[] turn(double[] before, double[] behind, double part, double circle) {
    double[] values = new double[before.length];
    for (int i = 0; i < values.length; i++) {
      double way = wrapped(behind[i] - before[i], -circle / 2, circle);
      // Compasses count from 0, radians mostly from minus pi: the readings say which.
      double least = Math.min(before[i], behind[i]) < 0 ? -circle / 2 : 0;
      values[i] = wrapped(before[i] + way * part, least, circle);
    }
    return values;
  }

  /** The angle from {@code least} up to, not including, a circle above it. */
  private static double wrapped(double angle, double least, double circle) {
    double above = (angle - least) % circle;
    double positive = above < 0 ? above + circle : above;
    // Adding a circle to a very small negative angle rounds to the circle itself.
    return positive >= circle ? least : least + positive;
  }

  private static double[] slerp(double[] before, double[] behind, double part) {
    double[] from = unit(before);
    double[] to = unit(behind);
    double cosine = 0;
    for (int i = 0; i < from.length; i++) {
      cosine += from[i] * to[i];
    }
    // A quaternion and its negative are the same rotation: take the nearer.
    double sign = cosine < 0 ? -1 : 1;
    double angle = Math.acos(Math.min(1, Math.abs(cosine)));
    boolean straight = Math.abs(cosine) > PARALLEL;
    double weightFrom = straight ? 1 - part : Math.sin((1 - part) * angle) / Math.sin(angle);
    double weightTo = sign * (straight ? part : Math.sin(part * angle) / Math.sin(angle));
    double[] values = new double[from.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = weightFrom * from[i] + weightTo * to[i];
    }
    return unit(values);
  }

  /** Of length 1; one of length 0 stays as it is, since it is no rotation. */
  private static double[] unit(double[] quaternion) {
    double squares = 0;
    for (double value : quaternion) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    double[] unit = quaternion.clone();
    for (int i = 0; length > 0 && i < unit.length; i++) {
      unit[i] /= length;
    }
    return unit;
  }
}
