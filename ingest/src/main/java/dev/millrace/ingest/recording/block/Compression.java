package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;

/** A way in which chunks are compressed. */
public interface Compression {

  /**
   * Decompresses all of a chunk.
   *
   * @param from compressed bytes, from 0 to {@code fromLength}
   * @param into receives exactly {@code intoLength} bytes
   * @throws BadRecord if the bytes are damaged or give another number
   */
  void decompress(byte[] from, int fromLength, byte[] into, int intoLength) throws BadRecord;
}
