/**
 * Recordings of several topics: what lies in a file or folder, as messages with a time.
 *
 * <p>Start at {@link dev.millrace.ingest.recording.RecordingFormat}: one row a format of the table
 * in {@code format}. It opens a {@link dev.millrace.ingest.recording.MessageReader}, which gives
 * {@link dev.millrace.ingest.recording.RecordedMessage}s in order of log time. What a message means
 * is decided by its {@link dev.millrace.ingest.recording.Channel}, not here.
 */
@NullMarked
package dev.millrace.ingest.recording;

import org.jspecify.annotations.NullMarked;
