package dev.millrace.ingest.replay;

import dev.millrace.ingest.source.SourceItem;

/**
 * A message that has been read and waits to be played.
 *
 * @param feed where it goes
 * @param time when it is played, nanoseconds since 1970-01-01T00:00:00Z
 * @param bytes what it takes in memory
 * @param item what is sent
 */
record Played(String feed, long time, long bytes, SourceItem item) {}
