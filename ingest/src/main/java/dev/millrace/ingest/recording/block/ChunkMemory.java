package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Brings chunks into memory and checks their sizes first. For one thread. */
public final class ChunkMemory {

  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private final RecordingFile file;
  private final int limit;
  private final SpareArrays spares = new SpareArrays();

  /**
   * Memory for the chunks of a file.
   *
   * @param limit largest chunk, bytes
   */
  public ChunkMemory(RecordingFile file, int limit) {
    this.file = file;
    this.limit = limit;
  }

  /**
   * A chunk, little-endian from 0 to its limit; given back by {@link #release}.
   *
   * @param offset where its bytes begin in the file
   * @param length bytes in the file
   * @param size bytes once decompressed
   * @throws BadRecord if it is damaged or above the limit
   */
  public ByteBuffer load(long offset, long length, long size, Compression compression)
      throws BadRecord, IOException {
    check(length);
    check(size);
    if (offset < 0 || length > file.size() - offset) {
      throw new BadRecord(length + " bytes at byte " + offset + " lie outside of the file");
    }
    if (compression == Compressions.NONE && length == size) {
      byte[] data = spares.take((int) size);
      file.read(offset, data, (int) length);
      return buffer(data, (int) size);
    }
    byte[] compressed = spares.take((int) length);
    byte[] data = spares.take((int) Math.min(LONGEST_ARRAY, size + Compression.ROOM_BEHIND));
    try {
      file.read(offset, compressed, (int) length);
      compression.decompress(compressed, (int) length, data, (int) size);
    } catch (BadRecord e) {
      spares.give(data);
      throw e;
    } finally {
      spares.give(compressed);
    }
    return buffer(data, (int) size);
  }

  private void check(long size) throws BadRecord {
    if (size < 0 || size > limit) {
      throw new BadRecord(
          "the chunk has " + Long.toUnsignedString(size) + " bytes, the limit is " + limit);
    }
  }

  private static ByteBuffer buffer(byte[] data, int length) {
    return ByteBuffer.wrap(data).limit(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes a chunk back. */
  public void release(ByteBuffer data) {
    spares.give(data.array());
  }
}
