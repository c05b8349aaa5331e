package dev.millrace.ingest.replay;

import dev.millrace.ingest.message.MessageBody;
import dev.millrace.ingest.message.MessageEvents;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.schemas.RawHeaders;
import java.util.Map;

/**
 * Messages that are what ingest takes already: pictures, texts and flat JSON. Bytes of no known
 * meaning, for example the points of a lidar, pass as they are for whoever reads the raw topic.
 */
public final class PlainMessages implements MessageEvents {

  private static final long NANOS_A_MICRO = 1_000;

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "json",
          RawHeaders.JSON,
          RawHeaders.JSON,
          RawHeaders.JSON,
          RawHeaders.PNG,
          RawHeaders.PNG,
          RawHeaders.JPEG,
          RawHeaders.JPEG,
          RawHeaders.TEXT,
          RawHeaders.TEXT,
          "application/octet-stream",
          "application/octet-stream");

  @Override
  public MessageBody decode(RecordedMessage message) {
    String encoding = message.channel().messageEncoding();
    String contentType = CONTENT_TYPES.get(encoding);
    if (contentType == null) {
      return new MessageBody.Undecodable("messages in '" + encoding + "' can't be decoded");
    }
    byte[] payload = new byte[message.payload().remaining()];
    message.payload().duplicate().get(payload);
    long time = Math.floorDiv(message.logTime(), NANOS_A_MICRO);
    return new MessageBody.Decoded(time, contentType, payload, Map.of());
  }
}
