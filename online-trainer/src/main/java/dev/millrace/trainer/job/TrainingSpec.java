package dev.millrace.trainer.job;

import dev.millrace.models.bundle.BundleRef;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.JobSettings;
import dev.millrace.stream.ShippedBundle;
import dev.millrace.trainer.learner.LearnerSpec;

/**
 * A task to be trained.
 *
 * @param task a task that learns
 * @param bundle its bundle, shipped as a cached file of the job
 */
public record TrainingSpec(Task task, BundleRef bundle) {

  /** What its learner needs, with the model from the job's cached files. */
  LearnerSpec learner(JobSettings settings) {
    Task own = task;
    ShippedBundle shipped = new ShippedBundle(bundle);
    return new LearnerSpec(
        own,
        context -> shipped.model(own, context),
        new PublishedVersions(own.name(), settings),
        settings.topics());
  }
}
