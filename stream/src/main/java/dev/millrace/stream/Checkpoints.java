package dev.millrace.stream;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.jspecify.annotations.Nullable;

/** Flink settings of a job: when it makes checkpoints, where they lie, where it goes on from. */
public final class Checkpoints {

  private Checkpoints() {}

  /**
   * Settings that belong to the job itself.
   *
   * @param settings interval
   * @param folder URI of the folder for checkpoints; it must be reachable from every TaskManager
   * @param resumeFrom URI of the checkpoint to go on from; null starts afresh
   */
  public static Configuration configuration(
      JobSettings settings, String folder, @Nullable String resumeFrom) {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
    config.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder);
    config.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    // A job whose source has ended must still commit its last transaction.
    config.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, true);
    if (resumeFrom != null) {
      config.set(StateRecoveryOptions.SAVEPOINT_PATH, resumeFrom);
    }
    return config;
  }
}
