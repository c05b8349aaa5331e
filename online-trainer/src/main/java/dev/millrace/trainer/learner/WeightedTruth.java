package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.ValuesTarget;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.evaluate.Prequential;
import java.util.List;

/** Labels of numbers whose last is the weight of the example. */
final class WeightedTruth implements Truth {

  private final Truth truth;
  private final List<String> classes;

  /**
   * @param truth what is before the weight
   * @param classes class names, of which that is an index; empty where it is values
   */
  WeightedTruth(Truth truth, List<String> classes) {
    this.truth = truth;
    this.classes = List.copyOf(classes);
  }

  @Override
  public double[] numbers(Object target) throws UnusableExample {
    if (!(target instanceof ValuesTarget given) || given.getValues().size() < 2) {
      throw new UnusableExample(
          UnusableExample.Code.WRONG_TARGET,
          "the task learns weighted examples, so a label is numbers and a weight behind them; this"
              + " one is "
              + target);
    }
    if (!Double.isFinite((float) weight(given))) {
      throw new UnusableExample(
          UnusableExample.Code.NOT_FINITE,
          "the label's weight %s is not finite in float32".formatted(weight(given)));
    }
    List<Double> before = given.getValues().subList(0, given.getValues().size() - 1);
    return truth.numbers(classes.isEmpty() ? new ValuesTarget(before) : named(before));
  }

  private ClassTarget named(List<Double> numbers) throws UnusableExample {
    double index = numbers.get(0);
    if (numbers.size() != 1 || index != Math.rint(index) || index < 0 || index >= classes.size()) {
      throw new UnusableExample(
          UnusableExample.Code.UNKNOWN_CLASS,
          "%s is not the index of a class, 0 to %d".formatted(numbers, classes.size() - 1));
    }
    return new ClassTarget(classes.get((int) index));
  }

  @Override
  public double weight(Object target) {
    List<Double> values = ((ValuesTarget) target).getValues();
    return values.get(values.size() - 1);
  }

  @Override
  public String text(double[] numbers) {
    return truth.text(numbers);
  }

  @Override
  public String predicted(float[] scores) {
    return truth.predicted(scores);
  }

  @Override
  public double probability(float[] scores) {
    return truth.probability(scores);
  }

  @Override
  public Prequential metrics() {
    return truth.metrics();
  }

  @Override
  public void score(Prequential metrics, float[] scores, Batch.Row example) {
    truth.score(metrics, scores, example);
  }
}
