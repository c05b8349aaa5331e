/**
 * Recordings that are no container but files: folders of a drive, arrays, tables, lines, pictures.
 *
 * <p>Start at {@link dev.millrace.ingest.recording.folder.StreamFormat}: a format says which {@link
 * dev.millrace.ingest.recording.folder.TopicStream}s lie in a folder, one a topic; {@code
 * MergedStreams} makes one recording of them, and a summary. Numbers become flat JSON objects,
 * pictures and texts stay as they are.
 */
@NullMarked
package dev.millrace.ingest.recording.folder;

import org.jspecify.annotations.NullMarked;
