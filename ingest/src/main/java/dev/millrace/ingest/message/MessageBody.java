package dev.millrace.ingest.message;

import java.util.Map;

/** What became of a message. */
public sealed interface MessageBody {

  /**
   * The body of an event.
   *
   * @param eventTime when the message says that it was measured, else its log time; microseconds
   *     since 1970-01-01T00:00:00Z
   * @param contentType MIME type of the payload, one of {@link dev.millrace.schemas.RawHeaders}: a
   *     picture, a text, or JSON with the channels of a sensor reading
   * @param payload the bytes, its own
   * @param attributes facts that are no measurements, for example {@code frame_id}
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
  record Decoded(long eventTime, String contentType, byte[] payload, Map<String, String> attributes)
      implements MessageBody {
    public Decoded {
      attributes = Map.copyOf(attributes);
    }
  }

  /**
   * A message that can't be decoded.
   *
   * @param reason why, with the type and the field
   */
  record Undecodable(String reason) implements MessageBody {}
}
