/**
 * The Flink job: wiring only.
 *
 * <p>Start at {@link dev.millrace.trainer.job.TrainingJob}. It reads features, labels and aliases
 * ({@link dev.millrace.trainer.job.TrainingInputs}), joins each task's and hands them to its
 * learner; {@link dev.millrace.trainer.job.PublishedVersions} finds what a person promotes.
 */
@NullMarked
package dev.millrace.trainer.job;

import org.jspecify.annotations.NullMarked;
