package dev.millrace.ingest.source;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row, line or picture of a recording, before it has an id and a time of its own. */
sealed interface Entry {

  /** File and line, for messages. */
  String where();

  /**
   * An entry that makes an event.
   *
   * @param where file and line
   * @param body what is sent
   * @param sourceId from a column; null means the feed
   * @param eventId from a column; null means by position
   * @param eventTime microseconds from a column; null means counted
   * @param label the label's text; null where there is none
   * @param weight the weight of the label; null where it has none
   */
  record Usable(
      String where,
      Body body,
      @Nullable String sourceId,
      @Nullable String eventId,
      @Nullable Long eventTime,
      @Nullable String label,
      @Nullable Double weight)
      implements Entry {

    Usable withLabel(String text) {
      return new Usable(where, body, sourceId, eventId, eventTime, text, weight);
    }
  }

  /**
   * What an event carries.
   *
   * @param contentType MIME type
   * @param payload the bytes
   * @param columns names of a CSV row's values
   * @param attributes kept with the event
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
  record Body(
      String contentType, byte[] payload, List<String> columns, Map<String, String> attributes) {}

  /**
   * An entry that can't be read.
   *
   * @param where file and line
   * @param raw as it lay in the file
   * @param problem what is wrong
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent as it is and never compared.
  record Unreadable(String where, byte[] raw, String problem) implements Entry {}

  /**
   * Something that is no entry of this feed, for example a text file among pictures.
   *
   * @param where file
   * @param reason why
   */
  record PassedOver(String where, String reason) implements Entry {}

  /** Bytes held while the entry is kept in memory. */
  default long heldBytes() {
    if (this instanceof Usable usable) {
      return usable.body().payload().length;
    }
    return this instanceof Unreadable unreadable ? unreadable.raw().length : 0;
  }
}
