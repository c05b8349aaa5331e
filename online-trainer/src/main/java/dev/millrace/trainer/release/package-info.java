/**
 * When learned weights may answer.
 *
 * <p>Start at {@link dev.millrace.trainer.release.Gate}: it compares the {@link
 * dev.millrace.trainer.release.WindowLosses} of learner and champion.
 */
@NullMarked
package dev.millrace.trainer.release;

import org.jspecify.annotations.NullMarked;
