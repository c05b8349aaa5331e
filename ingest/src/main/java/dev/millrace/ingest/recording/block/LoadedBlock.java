package dev.millrace.ingest.recording.block;

import java.nio.ByteBuffer;

/**
 * A block in memory.
 *
 * @param data its records, decompressed
 * @param order the messages that are wanted, by log time
 */
public record LoadedBlock(ByteBuffer data, MessageOrder order) {}
