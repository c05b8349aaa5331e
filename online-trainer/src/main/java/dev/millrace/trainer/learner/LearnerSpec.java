package dev.millrace.trainer.learner;

import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.MarkerFanOut;
import java.io.Serializable;
import java.util.Map;

/**
 * What a learner operator needs to start, as it travels in the job graph.
 *
 * @param task a task that learns
 * @param model where its model comes from
 * @param versions where older versions are found
 * @param topics topic names
 */
public record LearnerSpec(Task task, ModelSource model, VersionSource versions, Topics topics)
    implements Serializable {

  public LearnerSpec {
    if (!task.learns()) {
      throw new IllegalArgumentException(
          "task " + task.name() + " has no 'train' section, so there is nothing to learn");
    }
  }

  /** Progress is told on model-metrics, which has one partition. */
  MarkerFanOut markers() {
    return new MarkerFanOut(Origins.trainer(task.name()), Map.of(topics.modelMetrics(), 1));
  }
}
