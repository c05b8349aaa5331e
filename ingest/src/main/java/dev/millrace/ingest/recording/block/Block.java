package dev.millrace.ingest.recording.block;

/**
 * A stretch of a file that holds messages.
 *
 * @param offset where it begins in the file
 * @param length its bytes in the file; 0 where its own head says it
 * @param start earliest log time of its messages, nanoseconds since 1970-01-01T00:00:00Z
 * @param end latest log time of its messages
 */
public record Block(long offset, long length, long start, long end) {}
