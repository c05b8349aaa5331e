package dev.millrace.ingest.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event or label of a body.
 *
 * @param line where it stands in the body, from 1
 * @param key Kafka key: the event's source, or the event that a label is about
 * @param eventId as the sender gives it; null where it gives none
 * @param value the payload as it came
 * @param headers headers of the raw record
 */
@SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
record Post(
    int line, String key, @Nullable String eventId, byte[] value, Map<String, String> headers) {

  Post {
    headers = Map.copyOf(headers);
  }
}
