/**
 * Scores events inside Flink.
 *
 * <p>Start at {@link dev.millrace.inference.operator.InferenceOperator}. Samples wait for a thread
 * of the {@code SessionPool}, which prepares them and makes micro-batches of those of one shape;
 * {@code TaskScorer} runs the backbone, then the head with the weights that {@code ModelSwitch}
 * serves, and decodes; results leave in order of arrival. {@code WindowFunction} makes sensor
 * windows before that, in keyed state.
 */
@NullMarked
package dev.millrace.inference.operator;

import org.jspecify.annotations.NullMarked;
