package dev.millrace.ingest.http;

import dev.millrace.schemas.RawHeaders;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say of its event: {@code Event-Id}, {@code Source-Id}, {@code
 * Event-Time}, {@code Columns} of a CSV row, and {@code Attribute-<name>}.
 *
 * @param eventId id of the event; the same one again is a repeat, which ingest drops
 * @param sourceId source of the event
 * @param others further headers of the raw record
 */
record EventHeaders(
    @Nullable String eventId, @Nullable String sourceId, Map<String, String> others) {

  private static final String ATTRIBUTE = "attribute-";

  EventHeaders {
    others = Map.copyOf(others);
  }

  static EventHeaders of(Context request) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headerMap());
    return of(headers);
  }

  /**
   * Picks them out.
   *
   * @param headers names without regard to case, where there are any
   */
  static EventHeaders of(Map<String, String> headers) {
    Map<String, String> others = new HashMap<>();
    put(others, RawHeaders.EVENT_TIME, headers.get("Event-Time"));
    put(others, RawHeaders.COLUMNS, headers.get("Columns"));
    headers.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (lower.startsWith(ATTRIBUTE)) {
            others.put(RawHeaders.ATTRIBUTE_PREFIX + lower.substring(ATTRIBUTE.length()), value);
          }
        });
    return new EventHeaders(headers.get("Event-Id"), headers.get("Source-Id"), others);
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      headers.put(name, value);
    }
  }

  /** Headers of the raw record of an event. */
  Map<String, String> raw(String type) {
    Map<String, String> all = new HashMap<>(others);
    all.put(RawHeaders.CONTENT_TYPE, type);
    put(all, RawHeaders.EVENT_ID, eventId);
    put(all, RawHeaders.SOURCE_ID, sourceId);
    return all;
  }

  /** One id or time for several events is a slip, and would make them repeats of each other. */
  void requireNoneOfOneEvent() throws Refusal {
    if (eventId != null || others.containsKey(RawHeaders.EVENT_TIME)) {
      throw new Refusal(
          400,
          "a batch has an id and a time for each event",
          eventId == null ? "Event-Time" : "Event-Id",
          eventId == null ? others.get(RawHeaders.EVENT_TIME) : eventId,
          "write eventId and eventTime into each object");
    }
  }
}
