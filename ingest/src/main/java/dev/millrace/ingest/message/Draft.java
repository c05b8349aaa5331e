package dev.millrace.ingest.message;

import dev.millrace.schemas.RawHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The body of an event before it has a time.
 *
 * @param contentType MIME type
 * @param payload the bytes
 * @param attributes kept with the event
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on at once and never compared.
record Draft(String contentType, byte[] payload, Map<String, String> attributes) {

  static Draft text(String text, Map<String, String> attributes) {
    return new Draft(RawHeaders.TEXT, text.getBytes(StandardCharsets.UTF_8), attributes);
  }

  /** Channels of a sensor reading as the JSON that ingest reads. */
  static Draft reading(Map<String, Double> channels, Map<String, String> attributes) {
    return new Draft(RawHeaders.JSON, ReadingJson.encode(channels), attributes);
  }
}
