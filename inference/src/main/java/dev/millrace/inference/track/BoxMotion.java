package dev.millrace.inference.track;

import dev.millrace.inference.decode.NonMaxSuppression.Box;

/**
 * Where a box is and how it moves: SORT's Kalman filter on centre, area and aspect (Bewley et al.
 * 2016, section 3.2), where centre and area move at a steady rate and the aspect stays. Its
 * matrices couple only a value with its own rate, so the seven states are three pairs and a single
 * one, and nothing has to be inverted.
 *
 * <p>SORT counts frames and pixels; here time is seconds, and all noise goes by the size of the
 * box, since streams are irregular and pictures of any size.
 *
 * @param x centre, pixels
 * @param y centre, pixels
 * @param area square pixels, above 0
 * @param aspect width over height, above 0
 * @param aspectVariance of the aspect
 */
record BoxMotion(
    MovingValue x, MovingValue y, MovingValue area, double aspect, double aspectVariance) {

  /** A detector places an edge to about a twentieth of the side (Wojke et al. 2017, DeepSORT). */
  private static final double POSITION_ERROR = 0.05;

  /** An area is two sides, and so is an aspect. */
  private static final double SHAPE_ERROR = 2 * POSITION_ERROR;

  /**
   * By how much a speed changes within a second, in sides (areas) a second: DeepSORT's 1/160 of the
   * side in a frame, at 30 frames a second.
   */
  private static final double SPEED_CHANGE = 1;

  /** By how much the aspect changes within a second, as a part of itself. */
  private static final double ASPECT_CHANGE = 0.1;

  /** How fast an object may be that was seen once, in sides (areas) a second. */
  private static final double FIRST_SPEED = 2;

  /** A box that was found once; it must have a {@link #isBox width and height}. */
  static BoxMotion first(Box box) {
    double side = side(box);
    double area = area(box);
    double aspect = aspect(box);
    return new BoxMotion(
        firstValue(centreX(box), POSITION_ERROR * side, FIRST_SPEED * side),
        firstValue(centreY(box), POSITION_ERROR * side, FIRST_SPEED * side),
        firstValue(area, SHAPE_ERROR * area, FIRST_SPEED * area),
        aspect,
        square(SHAPE_ERROR * aspect));
  }

  private static MovingValue firstValue(double measured, double error, double speed) {
    return MovingValue.first(measured, square(error), square(speed));
  }

  /**
   * Whether a box has a width and a height. All numbers of one whose edges are floats stay finite,
   * whatever its size, and whatever time passes.
   */
  static boolean isBox(Box box) {
    return box.x2() > box.x1()
        && box.y2() > box.y1()
        && Double.isFinite(box.x2() - box.x1())
        && Double.isFinite(box.y2() - box.y1());
  }

  /**
   * Where it is to be expected.
   *
   * @param seconds time ahead, not negative
   */
  BoxMotion after(double seconds) {
    double noise = square(SPEED_CHANGE * Math.sqrt(area.value()));
    // As SORT does it: a box that shrinks does not shrink to nothing.
    MovingValue lasting = area.value() + area.rate() * seconds > 0 ? area : area.stopped();
    return new BoxMotion(
        x.after(seconds, noise),
        y.after(seconds, noise),
        lasting.after(seconds, square(SPEED_CHANGE * area.value())),
        aspect,
        aspectVariance + square(ASPECT_CHANGE * aspect) * seconds);
  }

  /** Where it is, once it has been found; the box must have a {@link #isBox width and height}. */
  BoxMotion found(Box box) {
    double position = square(POSITION_ERROR * side(box));
    double aspectGain = aspectVariance / (aspectVariance + square(SHAPE_ERROR * aspect(box)));
    return new BoxMotion(
        x.measured(centreX(box), position),
        y.measured(centreY(box), position),
        area.measured(area(box), square(SHAPE_ERROR * area(box))),
        (1 - aspectGain) * aspect + aspectGain * aspect(box),
        (1 - aspectGain) * aspectVariance);
  }

  /** The box itself; its class and score mean nothing. */
  Box box() {
    double halfWidth = Math.sqrt(area.value() * aspect) / 2;
    double halfHeight = Math.sqrt(area.value() / aspect) / 2;
    return new Box(
        0,
        0,
        x.value() - halfWidth,
        y.value() - halfHeight,
        x.value() + halfWidth,
        y.value() + halfHeight);
  }

  private static double centreX(Box box) {
    return (box.x1() + box.x2()) / 2;
  }

  private static double centreY(Box box) {
    return (box.y1() + box.y2()) / 2;
  }

  private static double area(Box box) {
    return (box.x2() - box.x1()) * (box.y2() - box.y1());
  }

  private static double side(Box box) {
    return Math.sqrt(area(box));
  }

  private static double aspect(Box box) {
    return (box.x2() - box.x1()) / (box.y2() - box.y1());
  }

  private static double square(double number) {
    return number * number;
  }
}
