/**
 * What is minimised.
 *
 * <p>Start at {@link dev.millrace.trainer.loss.Losses}, the table; each row is a {@link
 * dev.millrace.trainer.loss.Loss} that appends itself and its first gradient to a graph.
 */
@NullMarked
package dev.millrace.trainer.loss;

import org.jspecify.annotations.NullMarked;
