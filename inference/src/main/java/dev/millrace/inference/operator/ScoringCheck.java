package dev.millrace.inference.operator;

import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.task.Task;

/**
 * Tries a task's model where the job is launched. On the cluster the same fault would be found by
 * every restart of the job anew, and told much later and among Flink's own words.
 */
public final class ScoringCheck {

  private ScoringCheck() {}

  /**
   * Starts the sessions of a task and ends them again.
   *
   * @throws dev.millrace.models.graph.ModelRejected if the bundle can't run here, or can't do what
   *     the task asks for
   */
  public static void run(Task task, ModelBundle bundle) {
    TaskScoring scoring = TaskScoring.start(task, TaskModel.load(task, bundle));
    scoring.scoring().close();
  }
}
