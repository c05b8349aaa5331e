package dev.millrace.ingest.message;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.format.RecordingFormats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recordings as bodies of events. */
final class Bodies {

  /** A body that compares by its values; pictures as Latin-1, so that every byte counts. */
  record Body(
      String topic, long time, String contentType, String payload, Map<String, String> attributes) {

    byte[] bytes() {
      return payload.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The payload as the text that it is. */
    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }
  }

  private Bodies() {}

  /** Every message of a recording; one that can't be decoded has the content type "undecodable". */
  static List<Body> all(Path path) throws IOException {
    List<Body> all = new ArrayList<>();
    MessageEvents events = new SchemaEvents();
    try (MessageReader reader =
        RecordingFormats.of(path).open(path, MessageFilter.ALL, RecordingLimits.DEFAULT)) {
      for (Optional<RecordedMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
        all.add(body(next.get().channel().topic(), events.decode(next.get())));
      }
    }
    return all;
  }

  private static Body body(String topic, MessageBody body) {
    if (body instanceof MessageBody.Decoded decoded) {
      String payload = new String(decoded.payload(), StandardCharsets.ISO_8859_1);
      return new Body(
          topic, decoded.eventTime(), decoded.contentType(), payload, decoded.attributes());
    }
    String reason = ((MessageBody.Undecodable) body).reason();
    return new Body(topic, 0, "undecodable", reason, Map.of());
  }
}
