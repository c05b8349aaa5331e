package dev.millrace.ingest.decode;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a record says of the event besides its payload. Headers go before it.
 *
 * @param eventId id of the event
 * @param sourceId source of the event
 * @param eventTime microseconds since 1970-01-01T00:00:00Z
 * @param attributes free facts
 */
public record Said(
    @Nullable String eventId,
    @Nullable String sourceId,
    @Nullable Long eventTime,
    Map<String, String> attributes) {

  static final String EVENT_ID = "eventId";
  static final String SOURCE_ID = "sourceId";
  static final String EVENT_TIME = "eventTime";

  /** A value that is payload alone. */
  public static final Said NOTHING = new Said(null, null, null, Map.of());

  public Said {
    attributes = Map.copyOf(attributes);
  }
}
