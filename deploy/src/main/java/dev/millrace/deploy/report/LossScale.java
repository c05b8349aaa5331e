package dev.millrace.deploy.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The upright axis of a loss curve: from 0 with even steps, or logarithmic where the largest loss
 * is ten times the smallest and more, so that the last epochs don't lie on the ground line.
 */
final class LossScale {

  private static final double SPREAD = 10;
  private static final double MOST_STEPS = 6;
  private static final int MOST_FINE_DECADES = 3;
  private static final int MOST_DECADES = 10;

  private final String name;
  private final DoubleUnaryOperator transform;
  private final List<Double> ticks;

  private LossScale(String name, DoubleUnaryOperator transform, List<Double> ticks) {
    this.name = name;
    this.transform = transform;
    this.ticks = ticks;
  }

  /** A scale that holds all the losses, which are finite. */
  static LossScale of(double[] losses) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double loss : losses) {
      least = Math.min(least, loss);
      most = Math.max(most, loss);
    }
    return least > 0 && most >= SPREAD * least ? logarithmic(least, most) : even(least, most);
  }

  private static LossScale even(double least, double most) {
    double low = Math.min(0, least);
    double high = Math.max(0, most);
    double step = high > low ? step((high - low) / MOST_STEPS) : 1;
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.floor(low / step); i <= (long) Math.ceil(high / step); i++) {
      ticks.add(i * step);
    }
    if (ticks.size() < 2) {
      ticks.add(step);
    }
    return new LossScale("", DoubleUnaryOperator.identity(), ticks);
  }

  /** The next of 1, 2 and 5 times a power of ten. */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static LossScale logarithmic(double least, double most) {
    int from = (int) Math.floor(Math.log10(least));
    int to = (int) Math.ceil(Math.log10(most));
    double[] factors = to - from <= MOST_FINE_DECADES ? new double[] {1, 2, 5} : new double[] {1};
    int every = (to - from + MOST_DECADES) / MOST_DECADES;
    List<Double> ticks = new ArrayList<>();
    for (int decade = from; decade <= to + every - 1; decade += every) {
      for (double factor : factors) {
        ticks.add(factor * Math.pow(10, decade));
      }
    }
    while (ticks.size() > 1 && ticks.get(1) <= least) {
      ticks.remove(0);
    }
    while (ticks.size() > 1 && ticks.get(ticks.size() - 2) >= most) {
      ticks.remove(ticks.size() - 1);
    }
    return new LossScale(", log scale", Math::log10, ticks);
  }

  /** What the axis title says of the scale. */
  String name() {
    return name;
  }

  /** Round losses from the lower to the upper end. */
  List<Double> ticks() {
    return ticks;
  }

  /** Where a loss lies: 0 at the lower end, 1 at the upper. */
  double part(double loss) {
    double low = transform.applyAsDouble(ticks.get(0));
    double high = transform.applyAsDouble(ticks.get(ticks.size() - 1));
    return (transform.applyAsDouble(loss) - low) / (high - low);
  }

  /** A tick as text, without the rounding errors of its sum. */
  static String text(double tick) {
    BigDecimal rounded = new BigDecimal(tick).round(new MathContext(6)).stripTrailingZeros();
    return Math.abs(rounded.scale()) <= 6 ? rounded.toPlainString() : rounded.toString();
  }
}
