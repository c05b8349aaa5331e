/**
 * Off-line training: several passes over a task's example log with the engine that learns on the
 * stream.
 *
 * <p>Start at {@link dev.millrace.trainer.fit.Fit}: examples of the log go in, an {@link
 * dev.millrace.trainer.fit.Epoch} comes out a pass, and the best parameters at the end.
 */
@NullMarked
package dev.millrace.trainer.fit;

import org.jspecify.annotations.NullMarked;
