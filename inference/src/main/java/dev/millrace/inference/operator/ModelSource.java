package dev.millrace.inference.operator;

import dev.millrace.models.bundle.TaskModel;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;

/** Where an operator gets its task's model when it starts; travels in the job graph. */
@FunctionalInterface
interface ModelSource extends Serializable {

  /**
   * Loads the model.
   *
   * @param context the operator's surroundings
   * @throws IOException if it can't be read
   */
  TaskModel load(RuntimeContext context) throws IOException;
}
