package dev.millrace.ingest.message;

import java.nio.ByteBuffer;

/** Reads messages of one type. For one thread. */
interface MessageDecoder {

  /** The fields of a message; views into the payload. */
  Value.Group decode(ByteBuffer payload) throws UnreadableMessage;
}
