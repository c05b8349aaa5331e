package dev.millrace.trainer.learner;

import dev.millrace.models.bundle.TaskModel;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;

/** Where an operator gets its task's model when it starts; travels in the job graph. */
@FunctionalInterface
public interface ModelSource extends Serializable {

  /**
   * Loads the model.
   *
   * @param context the operator's surroundings
   */
  TaskModel load(RuntimeContext context) throws IOException;
}
