/**
 * When learned weights may answer.
 *
 * <p>Start at {@link dev.millrace.trainer.release.Gate}: it compares the {@link
 * dev.millrace.trainer.release.WindowLosses} of learner and {@link
 * dev.millrace.trainer.release.Champion}. {@link dev.millrace.trainer.release.Publisher} makes the
 * records, {@link dev.millrace.trainer.release.VersionShelf} says which versions stay.
 */
@NullMarked
package dev.millrace.trainer.release;

import org.jspecify.annotations.NullMarked;
