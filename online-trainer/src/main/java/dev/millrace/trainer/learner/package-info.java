/**
 * Test, then train: from joined examples to versions.
 *
 * <p>Start at {@link dev.millrace.trainer.learner.Learner}, plain Java. {@link
 * dev.millrace.trainer.learner.ExampleReader} turns joined records into examples by the task's
 * {@link dev.millrace.trainer.learner.Truth}; {@link dev.millrace.trainer.learner.LearnerState} is
 * all that a checkpoint holds; {@link dev.millrace.trainer.learner.LearnerOperator} runs it on
 * Flink and {@link dev.millrace.trainer.learner.OutboundRecords} knows the topics.
 */
@NullMarked
package dev.millrace.trainer.learner;

import org.jspecify.annotations.NullMarked;
