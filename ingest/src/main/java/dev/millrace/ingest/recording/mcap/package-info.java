/**
 * Recordings in MCAP, by its specification (mcap.dev/spec).
 *
 * <p>Start at {@link dev.millrace.ingest.recording.mcap.McapFormat}. {@code McapIndex} reads what
 * the summary section says; where there is none or it is damaged, {@code McapScan} walks through
 * the file. Both give a {@code McapMap} of channels and blocks, which {@code McapLoader} reads.
 */
@NullMarked
package dev.millrace.ingest.recording.mcap;

import org.jspecify.annotations.NullMarked;
