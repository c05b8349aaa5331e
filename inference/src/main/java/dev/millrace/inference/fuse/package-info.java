/**
 * Fusion: predictions wait until the sensors of their task have passed the event's time, and leave
 * with what the sensors read then. Enter at {@link dev.millrace.inference.fuse.FusionStream}, which
 * wires; {@code FusionOperator} holds state and time, and plain {@code Fusion} decides: predictions
 * stand in its queue, readings in {@code Readings}, one for each source, and {@code AsOf} says what
 * they give for a time, or that it is too early to say.
 */
@NullMarked
package dev.millrace.inference.fuse;

import org.jspecify.annotations.NullMarked;
