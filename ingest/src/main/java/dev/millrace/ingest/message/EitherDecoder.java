package dev.millrace.ingest.message;

import java.nio.ByteBuffer;

/**
 * Reads by the definition in the recording, and by the public one of the type where that does not
 * fit: some bags were converted by tools that put stand-ins where they did not know a definition.
 */
record EitherDecoder(MessageDecoder recorded, MessageDecoder known) implements MessageDecoder {

  @Override
  public Value.Group decode(ByteBuffer payload) throws UnreadableMessage {
    try {
      return recorded.decode(payload);
    } catch (UnreadableMessage e) {
      try {
        return known.decode(payload);
      } catch (UnreadableMessage again) {
        e.addSuppressed(again);
        throw e;
      }
    }
  }
}
