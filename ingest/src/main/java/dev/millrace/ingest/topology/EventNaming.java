package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Cause;
import dev.millrace.ingest.decode.EventTimes;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.ingest.decode.RawRecord;
import dev.millrace.ingest.decode.Rejection;
import dev.millrace.ingest.decode.Said;
import dev.millrace.schemas.EventId;
import dev.millrace.schemas.RawHeaders;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives events their source, time and id: by header, else by value, else by record. */
final class EventNaming {

  private final Limits limits;
  private final EventTimes times;

  EventNaming(Limits limits) {
    this.limits = limits;
    times = new EventTimes(limits);
  }

  /**
   * Who, when and what.
   *
   * @param statedTime event time as the producer gave it; null where the time of arrival stands in
   * @param repeatable whether another record could have the same id
   */
  record Name(
      String eventId,
      String sourceId,
      long eventTime,
      @Nullable Long statedTime,
      boolean repeatable,
      Map<String, String> attributes) {}

  Name name(RawRecord raw, RawFeed feed, Said said) throws Rejection {
    String source = checked(source(raw, feed, said), RawHeaders.SOURCE_ID);
    Long stated = statedTime(raw, said);
    long time = stated == null ? times.checked(raw.producedAt(), "record timestamp") : stated;
    String given = given(raw, said);
    Long sequence = sequence(raw);
    String id =
        EventId.choose(
            given, source, feed.name(), sequence, time, raw.topic(), raw.partition(), raw.offset());
    boolean repeatable = sequence != null || (given != null && !given.isBlank());
    return new Name(
        checked(id, RawHeaders.EVENT_ID), source, time, stated, repeatable, attributes(raw, said));
  }

  /** The source as the record gives it, without reading its value. */
  static String source(RawRecord raw, RawFeed feed, Said said) {
    String header = raw.header(RawHeaders.SOURCE_ID);
    if (header != null) {
      return header;
    }
    if (said.sourceId() != null && !said.sourceId().isBlank()) {
      return said.sourceId();
    }
    String key = raw.keyText();
    return key == null || key.isBlank() ? feed.name() : key;
  }

  /** The producer's own id, else the place that the record was copied from. */
  private static @Nullable String given(RawRecord raw, Said said) {
    String header = raw.header(RawHeaders.EVENT_ID);
    if (header != null) {
      return header;
    }
    String value = said.eventId();
    return value == null || value.isBlank() ? raw.header(RawHeaders.COPIED_FROM) : value;
  }

  private @Nullable Long statedTime(RawRecord raw, Said said) throws Rejection {
    String header = raw.header(RawHeaders.EVENT_TIME);
    if (header != null) {
      return times.read(header, RawHeaders.EVENT_TIME);
    }
    String copied = raw.header(RawHeaders.COPIED_TIME);
    return said.eventTime() == null && copied != null
        ? (Long) times.read(copied, RawHeaders.COPIED_TIME)
        : said.eventTime();
  }

  private static @Nullable Long sequence(RawRecord raw) throws Rejection {
    String header = raw.header(RawHeaders.SEQUENCE);
    if (header == null) {
      return null;
    }
    try {
      return Long.valueOf(header.strip());
    } catch (NumberFormatException e) {
      throw new Rejection(
          Cause.BAD_HEADER,
          "header '"
              + RawHeaders.SEQUENCE
              + "' is '"
              + header
              + "', not a whole number; correct it");
    }
  }

  private String checked(String id, String what) throws Rejection {
    if (id.length() > limits.idChars()) {
      throw new Rejection(
          Cause.TOO_LARGE,
          what
              + " has "
              + id.length()
              + " characters, the limit is "
              + limits.idChars()
              + "; shorten it");
    }
    return id;
  }

  private static Map<String, String> attributes(RawRecord raw, Said said) {
    Map<String, String> attributes = new HashMap<>(said.attributes());
    raw.headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith(RawHeaders.ATTRIBUTE_PREFIX)) {
                attributes.put(name.substring(RawHeaders.ATTRIBUTE_PREFIX.length()), value);
              }
            });
    return attributes;
  }
}
