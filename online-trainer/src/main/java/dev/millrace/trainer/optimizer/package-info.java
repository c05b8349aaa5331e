/**
 * Steps from a flat gradient to flat parameters.
 *
 * <p>Start at {@link dev.millrace.trainer.optimizer.Optimizer}, which owns what all of them share;
 * {@link dev.millrace.trainer.optimizer.Optimizers} makes one from a task's settings. An optimizer
 * writes only its own step. Constants are computed in double, as PyTorch does: in float, a decay
 * close to 1 drifts by a percent within 50 steps.
 */
@NullMarked
package dev.millrace.trainer.optimizer;

import org.jspecify.annotations.NullMarked;
