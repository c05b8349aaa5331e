/**
 * How exactly recordings are replayed.
 *
 * <p>Start at {@link dev.millrace.bench.replay.ReplayTiming}.
 */
@NullMarked
package dev.millrace.bench.replay;

import org.jspecify.annotations.NullMarked;
