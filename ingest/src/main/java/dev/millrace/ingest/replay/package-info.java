/**
 * Recordings.
 *
 * <p>Start at {@link dev.millrace.ingest.replay.Recording}: it finds a feed's files under the paths
 * that are to be replayed and opens them as a source.
 */
@NullMarked
package dev.millrace.ingest.replay;

import org.jspecify.annotations.NullMarked;
