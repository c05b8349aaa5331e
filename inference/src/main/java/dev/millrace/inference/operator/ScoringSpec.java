package dev.millrace.inference.operator;

import dev.millrace.models.bundle.BundleRef;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.JobSettings;
import dev.millrace.stream.MarkerFanOut;
import dev.millrace.stream.ShippedBundle;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * What an inference operator needs to start, as it travels in the job graph.
 *
 * @param task the task
 * @param bundle its bundle, shipped as a cached file of the job
 * @param settings brokers and topics
 * @param threads scoring threads of one subtask
 */
public record ScoringSpec(Task task, BundleRef bundle, JobSettings settings, int threads)
    implements Serializable {

  /**
   * Reads the bundle that came with the job and checks its digest.
   *
   * @throws IOException if it can't be read or is another one
   */
  TaskModel loadModel(RuntimeContext context) throws IOException {
    return new ShippedBundle(bundle).model(task, context);
  }

  /** Where the task's progress is told. */
  MarkerFanOut markers() {
    Map<String, Integer> topics = new LinkedHashMap<>();
    String predictions = settings.topics().predictions();
    topics.put(predictions, settings.partitionsOf(predictions));
    if (task.learns()) {
      String features = settings.topics().features();
      topics.put(features, settings.partitionsOf(features));
    }
    return new MarkerFanOut(Origins.inference(task.name()), topics);
  }
}
