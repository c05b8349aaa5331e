package dev.millrace.inference.operator;

import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.task.Task;

/**
 * A trial of a task's model where the job is launched. On the cluster the same fault would be found
 * by every restart of the job anew, and told much later and among Flink's own words.
 *
 * <p>Until it is closed its sessions stay open. Operators of the same process then take them over
 * instead of starting them once more, which takes seconds for a large model.
 */
public final class ScoringCheck implements AutoCloseable {

  private final TaskScoring tried;

  private ScoringCheck(TaskScoring tried) {
    this.tried = tried;
  }

  /**
   * Starts the sessions of a task.
   *
   * @throws dev.millrace.models.graph.ModelRejected if the bundle can't run here, or can't do what
   *     the task asks for
   */
  public static ScoringCheck pass(Task task, ModelBundle bundle) {
    return new ScoringCheck(TaskScoring.start(task, TaskModel.load(task, bundle)));
  }

  /** Ends the sessions that nobody else uses. */
  @Override
  public void close() {
    tried.scoring().close();
  }
}
