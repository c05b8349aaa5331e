/**
 * How good the predictions are, measured example by example.
 *
 * <p>Start at {@link dev.millrace.trainer.evaluate.Prequential}: {@link
 * dev.millrace.trainer.evaluate.ClassMetrics} for classes, {@link
 * dev.millrace.trainer.evaluate.ValueMetrics} for values. Each metric stands beside what the
 * no-change prediction would have got.
 */
@NullMarked
package dev.millrace.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
