package dev.millrace.ingest.replay;

import dev.millrace.ingest.message.MessageBody;
import dev.millrace.ingest.message.MessageEvents;
import dev.millrace.ingest.message.MessageTime;
import dev.millrace.ingest.message.SchemaEvents;
import dev.millrace.ingest.recording.RecordedMessage;

/**
 * All messages that a replay can send: bytes of no known meaning as they are, the rest by its
 * schema. The time that a message states is kept, since {@link PlayedItems} makes an attribute of
 * it.
 */
public final class AnyMessages implements MessageEvents {

  private static final String BYTES = "application/octet-stream";

  private final MessageEvents plain = new PlainMessages();
  private final MessageEvents bySchema = new SchemaEvents(MessageTime.STAMP);

  @Override
  public MessageBody decode(RecordedMessage message) {
    boolean bytes = message.channel().messageEncoding().equals(BYTES);
    return (bytes ? plain : bySchema).decode(message);
  }
}
