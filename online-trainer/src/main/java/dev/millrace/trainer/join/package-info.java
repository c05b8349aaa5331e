/**
 * Features meet their labels, in event time and in one order.
 *
 * <p>Start at {@link dev.millrace.trainer.join.LabelJoin}, which decides by time alone; {@link
 * dev.millrace.trainer.join.LabelJoinFunction} runs it on Flink, keyed by event. Its {@link
 * dev.millrace.trainer.join.JoinOutcome}s go to the learner, where {@link
 * dev.millrace.trainer.join.ExampleOrder} puts the joined ones in order and numbers them.
 */
@NullMarked
package dev.millrace.trainer.join;

import org.jspecify.annotations.NullMarked;
