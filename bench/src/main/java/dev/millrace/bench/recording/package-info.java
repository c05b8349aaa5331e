/**
 * How fast recordings are read, beside the reader of MCAP's own project.
 *
 * <p>Start at {@link dev.millrace.bench.recording.RecordingRate}.
 */
@NullMarked
package dev.millrace.bench.recording;

import org.jspecify.annotations.NullMarked;
