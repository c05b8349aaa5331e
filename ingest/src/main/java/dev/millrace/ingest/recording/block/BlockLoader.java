package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Channel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads blocks of one format, and the messages in them. */
public interface BlockLoader extends Closeable {

  /**
   * Reads a block, decompresses it and finds the messages that are wanted.
   *
   * @throws BadRecord if nothing of it can be read
   * @throws IOException if the file can't be read
   */
  LoadedBlock load(Block block) throws BadRecord, IOException;

  /** Takes back the memory of a block that has been read. */
  void release(LoadedBlock loaded);

  /** The channel of the message at a place that {@link #load} found. */
  Channel channel(ByteBuffer data, int at);

  /** When that message was sent, nanoseconds since 1970-01-01T00:00:00Z. */
  long publishTime(ByteBuffer data, int at);

  /** The payload of that message, a view. */
  ByteBuffer payload(ByteBuffer data, int at);

  /** Bytes of the file that have been read. */
  long bytesRead();
}
