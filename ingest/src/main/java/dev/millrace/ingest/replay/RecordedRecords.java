package dev.millrace.ingest.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.source.SourceItem;
import dev.millrace.schemas.EventId;
import dev.millrace.schemas.RawHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code millrace record} wrote, as what is sent again: the same ids, sources and times. */
final class RecordedRecords {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordedRecords() {}

  /**
   * The item of a recorded event or raw record.
   *
   * @param shift how much later than recorded the event is dated, microseconds
   */
  static SourceItem item(RecordedMessage message, long sequence, long shift) {
    byte[] bytes = new byte[message.payload().remaining()];
    message.payload().duplicate().get(bytes);
    String topic = message.channel().topic();
    try {
      JsonNode record = JSON.readTree(bytes);
      return RecordedTopics.isRaw(topic)
          ? RawEnvelope.read(record, shift)
          : event(record, sequence, shift);
    } catch (IOException | RuntimeException e) {
      return new SourceItem.Malformed(
          Routing.feedName(topic), sequence, bytes, topic + ": no record of Millrace: " + e);
    }
  }

  private static SourceItem event(JsonNode record, long sequence, long shift) throws IOException {
    Map<String, String> attributes = new TreeMap<>();
    record
        .path("attributes")
        .fields()
        .forEachRemaining(entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
    String contentType;
    byte[] payload;
    if (record.hasNonNull("data")) {
      contentType =
          record.required("encoding").asText().equals("png") ? RawHeaders.PNG : RawHeaders.JPEG;
      payload = record.required("data").binaryValue();
    } else if (record.has("text")) {
      boolean plain = !record.hasNonNull("language");
      contentType = plain ? RawHeaders.TEXT : RawHeaders.JSON;
      payload =
          plain
              ? record.required("text").asText().getBytes(StandardCharsets.UTF_8)
              : JSON.writeValueAsBytes(
                  JSON.createObjectNode()
                      .put("text", record.required("text").asText())
                      .put("language", record.required("language").asText()));
    } else {
      contentType = RawHeaders.JSON;
      payload = JSON.writeValueAsBytes(reading(record));
    }
    String source = record.required("sourceId").asText();
    long time = record.required("eventTime").asLong() + shift;
    return new SourceItem.Event(
        id(record.required("eventId").asText(), source, time, shift),
        source,
        sequence,
        time,
        contentType,
        payload,
        attributes,
        List.of());
  }

  /** An event at another time is another event. */
  static String id(String given, String source, long time, long shift) {
    return shift == 0 ? given : EventId.of(source, given, 0, time);
  }

  private static ObjectNode reading(JsonNode record) {
    JsonNode names = record.required("channels");
    JsonNode values = record.required("values");
    ObjectNode reading = JSON.createObjectNode();
    ObjectNode channels = reading.putObject("channels");
    for (int i = 0; i < names.size(); i++) {
      channels.set(names.get(i).asText(), values.get(i));
    }
    return reading;
  }
}
