package dev.millrace.trainer.learner;

import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.evaluate.Prequential;

/** Reads a task's example log as the learner read what it was written from. */
public final class LoggedExamples {

  private final Truth truth;
  private final ExampleReader reader;

  /**
   * @param task a task that learns
   * @param model its model
   * @param graph the task's head and loss, compiled
   */
  public LoggedExamples(Task task, TaskModel model, GradientGraph graph) {
    truth =
        Truths.of(
            task.train().orElseThrow().loss(),
            model.classNames(),
            model.learning().orElseThrow(),
            graph);
    reader = new ExampleReader(graph.inputs(), graph.outputs(), truth);
  }

  /**
   * Features and truth of an example.
   *
   * @throws UnusableExample where it belongs to another head or names an unknown class
   */
  public Batch.Row row(TrainingExample example) throws UnusableExample {
    return reader.row(example.getFeatures(), example.getTarget());
  }

  /** Fresh metrics of the task's kind. */
  public Prequential metrics() {
    return truth.metrics();
  }

  /** Scores one prediction with metrics that {@link #metrics} made. */
  public void score(Prequential metrics, float[] scores, Batch.Row example) {
    truth.score(metrics, scores, example);
  }
}
