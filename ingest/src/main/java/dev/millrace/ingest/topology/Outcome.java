package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.RawRecord;
import dev.millrace.ingest.decode.Rejection;
import dev.millrace.schemas.avro.Marker;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** What became of a raw record before de-duplication. */
sealed interface Outcome {

  /** The raw record. */
  RawRecord raw();

  /** Whose count it enters. */
  Tally tally();

  /**
   * A marker to pass on.
   *
   * @param topic where to
   */
  record Progress(RawRecord raw, Tally tally, Marker marker, String topic) implements Outcome {}

  /**
   * An event or a label, unless it is a duplicate.
   *
   * @param subject what it is about
   * @param topic where to
   * @param key Kafka key there
   * @param value encoded record
   * @param identity what to remember it by; null where its id is its place, which never repeats
   */
  @SuppressWarnings("ArrayRecordComponent") // identity of the bytes is never asked for
  record Accepted(
      RawRecord raw,
      Tally tally,
      Subject subject,
      String topic,
      String key,
      byte[] value,
      @Nullable Identity identity)
      implements Outcome {}

  /**
   * A record that cannot be used.
   *
   * @param subject what it is about, as far as known
   * @param stage who refused it
   * @param rejection why
   */
  record Refused(RawRecord raw, Tally tally, Subject subject, Stage stage, Rejection rejection)
      implements Outcome {}

  /**
   * What a record is about, as far as known.
   *
   * @param source source of the event, key of its dead letter
   * @param feed name of the feed
   * @param task name of the task
   * @param eventId id of the event
   */
  record Subject(
      String source, @Nullable String feed, @Nullable String task, @Nullable String eventId) {}

  /**
   * What tells a repeat from a clash.
   *
   * @param id digest of the names: source and event, or event and task
   * @param payload digest of the payload
   * @param clash what to do about the same id with another payload
   */
  record Identity(Bytes id, Bytes payload, Clash clash) {}

  /** The same id with another payload. */
  enum Clash {
    /** An event happened once. */
    REFUSE,
    /** A truth may be corrected. */
    ACCEPT
  }
}
