package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;

/** A way in which chunks are compressed. */
public interface Compression {

  /**
   * Bytes behind those asked for that a decompressor may write over. LZ4's own asks that a block's
   * last match begins 12 bytes before the room ends. Not every writer of LZ4 keeps to that; with
   * this room it need not.
   */
  int ROOM_BEHIND = 16;

  /**
   * Decompresses all of a chunk.
   *
   * @param from compressed bytes, from 0 to {@code fromLength}
   * @param into receives exactly {@code intoLength} bytes; up to {@link #ROOM_BEHIND} behind them
   *     may change where it is that long, and it is faster for it
   * @throws BadRecord if the bytes are damaged or give another number
   */
  void decompress(byte[] from, int fromLength, byte[] into, int intoLength) throws BadRecord;
}
