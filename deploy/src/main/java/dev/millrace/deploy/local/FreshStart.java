package dev.millrace.deploy.local;

import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.ModelLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

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

  /**
   * Checks that consumer groups have committed nothing. Offsets are committed when a checkpoint is
   * complete; a job that has lost its checkpoint would go on behind what it had read, and examples
   * that were waiting in its state would be missing from the log without a trace.
   *
   * @throws IllegalStateException that names the groups and what to do
   */
  static void requireUnread(KafkaAccess kafka, List<String> groups) {
    List<String> found = new ArrayList<>();
    try (Admin admin = kafka.admin()) {
      for (String group : groups) {
        if (!offsets(admin, group).isEmpty()) {
          found.add(group);
        }
      }
    }
    if (!found.isEmpty()) {
      throw new IllegalStateException(
          "groups %s have read before, but there is no checkpoint of the job to go on from;"
                  .formatted(found)
              + " resume with the --state of that run, or start apart with another --topic-prefix");
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(Admin admin, String group) {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw new IllegalStateException(
          "offsets of group " + group + " cannot be read: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while offsets were read", e);
    }
  }
}
