package dev.millrace.ingest.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.RecordedMessage;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaEventsTest {

  private static final MessageSchema NONE = new MessageSchema("", "", ByteBuffer.allocate(0));

  private final SchemaEvents events = new SchemaEvents();

  @Test
  void channelsOfARecordingThatLoopsDoNotPileUp() {
    for (int pass = 0; pass < 2 * SchemaEvents.MOST_ROUTES + 1; pass++) {
      assertThat(events.decode(message("json", "{\"speed\": 3}")))
          .isInstanceOf(MessageBody.Decoded.class);
      assertThat(events.routes()).isBetween(1, SchemaEvents.MOST_ROUTES);
    }
  }

  @Test
  void bytesOfNoKnownMeaningPassAsTheyAre() {
    MessageBody body = events.decode(message(Channel.BYTES, "\u0000points"));
    assertThat(body).isInstanceOf(MessageBody.Decoded.class);
    MessageBody.Decoded decoded = (MessageBody.Decoded) body;
    assertThat(decoded.contentType()).isEqualTo(Channel.BYTES);
    assertThat(new String(decoded.payload(), UTF_8)).isEqualTo("\u0000points");
  }

  /** Of a channel of its own, as after the recording was opened again. */
  private static RecordedMessage message(String encoding, String payload) {
    Channel channel = new Channel(1, "/topic", encoding, NONE, Map.of());
    return new RecordedMessage(channel, 0, 0, 0, ByteBuffer.wrap(payload.getBytes(UTF_8)));
  }
}
