package dev.millrace.trainer.learner;

import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.task.Task;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Tries to make a task's learner where the job is launched. On the cluster the same fault would be
 * found by every restart of the job anew, and told much later and among Flink's own words.
 */
public final class TrainingCheck {

  private TrainingCheck() {}

  /**
   * Compiles the gradient graph of a task and lets it go again; a task that does not learn passes.
   *
   * @throws dev.millrace.models.graph.ModelRejected if the bundle can't be loaded
   * @throws dev.millrace.trainer.autodiff.NoGradient if its head can't be trained as the task asks
   */
  public static void run(Task task, ModelBundle bundle) {
    if (!task.learns()) {
      return;
    }
    VersionSource none = version -> Optional.empty();
    new Learner(task, TaskModel.load(task, bundle), none, InstantSource.system(), new Unwritten())
        .close();
  }

  /** A learner writes nothing before it is started. */
  private static final class Unwritten implements LearnerOutput {

    @Override
    public void write(SpecificRecord record) {
      throw new IllegalStateException("a learner that was not started wrote " + record);
    }

    @Override
    public void retire(long version) {
      throw new IllegalStateException("a learner that was not started retired " + version);
    }
  }
}
