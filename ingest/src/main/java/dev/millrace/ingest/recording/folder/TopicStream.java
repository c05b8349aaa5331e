package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The messages of one topic, by time. Payloads are read only when they are asked for, so that a
 * summary or a filter costs no more than the times.
 */
interface TopicStream extends Closeable {

  /** What the messages are. */
  Channel channel();

  /** Goes to the next message; false at the end, and from then on. */
  boolean advance() throws IOException;

  /** Time of the message, nanoseconds since 1970-01-01T00:00:00Z; not before its predecessor's. */
  long time();

  /** Bytes of the message, valid until the next {@link #advance}. */
  ByteBuffer payload() throws IOException;
}
