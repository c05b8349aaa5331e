/**
 * The table of formats of recordings.
 *
 * <p>Start at {@link dev.millrace.ingest.recording.format.RecordingFormats}: a path in, its {@link
 * dev.millrace.ingest.recording.RecordingFormat} out.
 */
@NullMarked
package dev.millrace.ingest.recording.format;

import org.jspecify.annotations.NullMarked;
