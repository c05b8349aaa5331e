package dev.millrace.deploy.local;

import dev.millrace.deploy.topic.KafkaAccess;
import dev.millrace.deploy.topic.ModelLog;
import dev.millrace.schemas.task.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Guards a fresh start against topics that have a history. A learner without its state would count
 * versions from 1 again and write over those that are there: a version would no longer be a
 * function of the log.
 */
final class FreshStart {

  private FreshStart() {}

  /**
   * Checks that no task has learned anything under this prefix.
   *
   * @throws IllegalStateException that names the tasks and what to do
   */
  static void requireNoVersions(KafkaAccess kafka, List<Task> tasks) {
    ModelLog models = ModelLog.read(kafka);
    List<String> found = new ArrayList<>();
    for (Task task : tasks) {
      long newest =
          models.of(task.name()).keySet().stream().mapToLong(Long::longValue).max().orElse(0);
      if (newest > 0) {
        found.add(task.name() + "@" + newest);
      }
    }
    if (!found.isEmpty()) {
      throw new IllegalStateException(
          "topics under '%s' already hold versions up to %s; go on from them with --resume and"
                  .formatted(kafka.topics().prefix(), found)
              + " the same --state, or start apart with another --topic-prefix");
    }
  }
}
