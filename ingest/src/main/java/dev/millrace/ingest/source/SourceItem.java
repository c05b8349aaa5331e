package dev.millrace.ingest.source;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that a source gives. */
public sealed interface SourceItem {

  /**
   * An event, without its label.
   *
   * @param eventId id, the same on every replay
   * @param sourceId device or feed; the Kafka key
   * @param sequence position in the feed, from 0
   * @param eventTime microseconds since 1970-01-01T00:00:00Z
   * @param contentType MIME type of the payload
   * @param payload text, CSV row or picture as it lay in the source
   * @param attributes kept with the event, for example {@code file}
   * @param columns column names of a CSV row; empty for other content
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
  record Event(
      String eventId,
      String sourceId,
      long sequence,
      long eventTime,
      String contentType,
      byte[] payload,
      Map<String, String> attributes,
      List<String> columns)
      implements SourceItem {
    public Event {
      attributes = Map.copyOf(attributes);
      columns = List.copyOf(columns);
    }
  }

  /**
   * The truth about one event, for every task that learns from the feed.
   *
   * @param eventId id of the event
   * @param text class name, class index or number, as the feed's label says
   * @param weight weight of the example, from 0; null where the feed has no weights
   * @param labelTime when it became known, microseconds since 1970-01-01T00:00:00Z
   */
  record Label(String eventId, String text, @Nullable Double weight, long labelTime)
      implements SourceItem {

    /** A label without a weight. */
    public Label(String eventId, String text, long labelTime) {
      this(eventId, text, null, labelTime);
    }

    /** The same label, known at another time. */
    Label at(long time) {
      return new Label(eventId, text, weight, time);
    }
  }

  /**
   * Input that the source can't read as an event. It is sent as it lay in the file, label and all,
   * with a content type that no decoder takes, so that ingest dead-letters it.
   *
   * @param sourceId the feed
   * @param sequence position in the feed, from 0
   * @param raw the input as it lay in the file
   * @param problem what is wrong, with file and line
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
  record Malformed(String sourceId, long sequence, byte[] raw, String problem)
      implements SourceItem {}

  /**
   * A record of a raw topic, sent again as it was.
   *
   * @param key as it was; null where it had none
   * @param headers as they were
   * @param value as it was
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
  record Raw(byte @Nullable [] key, Map<String, String> headers, byte[] value)
      implements SourceItem {
    public Raw {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Input that is passed over and only counted.
   *
   * @param where file and line
   * @param reason counted under this name
   */
  record Skipped(String where, String reason) implements SourceItem {}

  /** Nothing happened for a while in a live source, but its time went on. */
  record Quiet() implements SourceItem {}
}
