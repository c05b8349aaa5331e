package dev.millrace.trainer.learner;

import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.evaluate.Best;
import dev.millrace.trainer.evaluate.ClassMetrics;
import dev.millrace.trainer.evaluate.Prequential;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Labels that are classes. */
final class ClassTruth implements Truth {

  private final List<String> classes;
  private final Map<String, Integer> indices = new HashMap<>();

  /**
   * @param classes class names in the order of the head's outputs
   */
  ClassTruth(List<String> classes) {
    this.classes = List.copyOf(classes);
    for (int i = 0; i < classes.size(); i++) {
      indices.put(classes.get(i), i);
    }
  }

  @Override
  public double[] numbers(Object target) throws UnusableExample {
    if (!(target instanceof ClassTarget named)) {
      throw new UnusableExample(
          UnusableExample.Code.WRONG_TARGET,
          "the task learns classes, the label is a " + target.getClass().getSimpleName());
    }
    Integer index = indices.get(named.getLabel());
    if (index == null) {
      throw new UnusableExample(
          UnusableExample.Code.UNKNOWN_CLASS,
          "class '%s' is none of the task's %d classes (%s%s); add it to the task or correct the"
                  .formatted(
                      named.getLabel(),
                      classes.size(),
                      String.join(", ", classes.subList(0, Math.min(5, classes.size()))),
                      classes.size() > 5 ? ", …" : "")
              + " label");
    }
    return new double[] {index};
  }

  @Override
  public String text(double[] numbers) {
    return classes.get((int) numbers[0]);
  }

  @Override
  public String predicted(float[] scores) {
    return classes.get(Best.of(scores));
  }

  @Override
  public double probability(float[] scores) {
    return scores[Best.of(scores)];
  }

  @Override
  public Prequential metrics() {
    return new ClassMetrics(classes.size());
  }

  @Override
  public void score(Prequential metrics, float[] scores, Batch.Row example) {
    ((ClassMetrics) metrics).add(scores, (int) example.truth()[0]);
  }
}
