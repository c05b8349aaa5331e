package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.ValuesTarget;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.evaluate.Prequential;
import dev.millrace.trainer.evaluate.ValueMetrics;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Labels that are values. */
final class ValueTruth implements Truth {

  /** The head has no input that tells the last known value. */
  static final int NOT_TOLD = -1;

  /** Any number. */
  static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** Truths of probabilities. */
  static final Range PARTS = new Range(0, 1);

  private final int values;
  private final int lastKnown;
  private final Range range;

  /** What a value may be, both ends included. */
  record Range(double least, double most) {
    boolean holds(double value) {
      return value >= least && value <= most;
    }
  }

  /**
   * @param values number of values
   * @param lastKnown index of the head's input that holds the value when the prediction was made,
   *     or {@link #NOT_TOLD}: it is the baseline of the metrics
   * @param range what a value may be
   */
  ValueTruth(int values, int lastKnown, Range range) {
    this.values = values;
    this.lastKnown = lastKnown;
    this.range = range;
  }

  @Override
  public double[] numbers(Object target) throws UnusableExample {
    if (!(target instanceof ValuesTarget given)) {
      throw new UnusableExample(
          UnusableExample.Code.WRONG_TARGET,
          "the task learns values, the label is a " + target.getClass().getSimpleName());
    }
    if (given.getValues().size() != values) {
      throw new UnusableExample(
          UnusableExample.Code.WRONG_SHAPE,
          "the label has %d values, the head predicts %d"
              .formatted(given.getValues().size(), values));
    }
    double[] numbers = given.getValues().stream().mapToDouble(Double::doubleValue).toArray();
    if (!DoubleStream.of(numbers).allMatch(value -> Double.isFinite((float) value))) {
      throw new UnusableExample(
          UnusableExample.Code.NOT_FINITE,
          "the label's values %s are not all finite in float32".formatted(given.getValues()));
    }
    if (!DoubleStream.of(numbers).allMatch(range::holds)) {
      throw new UnusableExample(
          UnusableExample.Code.OUT_OF_RANGE,
          "the label's values %s must lie between %s and %s for this loss"
              .formatted(given.getValues(), range.least(), range.most()));
    }
    return numbers;
  }

  @Override
  public String text(double[] numbers) {
    return DoubleStream.of(numbers).mapToObj(Double::toString).collect(Collectors.joining(","));
  }

  @Override
  public String predicted(float[] scores) {
    double[] wide = new double[scores.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = scores[i];
    }
    return text(wide);
  }

  @Override
  public double probability(float[] scores) {
    return Double.NaN;
  }

  @Override
  public Prequential metrics() {
    return new ValueMetrics(values);
  }

  @Override
  public void score(Prequential metrics, float[] scores, Batch.Row example) {
    ValueMetrics known = (ValueMetrics) metrics;
    double[] truth = example.truth();
    if (lastKnown == NOT_TOLD) {
      known.add(scores, truth);
    } else {
      double[] last = new double[values];
      Arrays.fill(last, example.inputs().get(lastKnown)[0]);
      known.add(scores, truth, last);
    }
  }
}
