/**
 * Numbers that only look random.
 *
 * <p>Start at {@link dev.millrace.trainer.random.CounterStream}: number i of a stream is a function
 * of its keys and i, so a replay and a resumed run draw the same without keeping any state.
 */
@NullMarked
package dev.millrace.trainer.random;

import org.jspecify.annotations.NullMarked;
