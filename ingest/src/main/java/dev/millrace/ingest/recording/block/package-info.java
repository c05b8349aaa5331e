/**
 * What chunked formats share: stretches of a file with a range of times, decompressed one by one
 * and merged by time.
 *
 * <p>Start at {@link dev.millrace.ingest.recording.block.MergedBlocks}: it takes the {@link
 * dev.millrace.ingest.recording.block.Block}s that an index or a scan found, asks a {@link
 * dev.millrace.ingest.recording.block.BlockLoader} for those that are due, and gives their
 * messages.
 */
@NullMarked
package dev.millrace.ingest.recording.block;

import org.jspecify.annotations.NullMarked;
