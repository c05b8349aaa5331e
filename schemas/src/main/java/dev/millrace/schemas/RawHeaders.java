package dev.millrace.schemas;

/** Headers of a record on {@code raw.<feed>}, and the content types that ingest knows. */
public final class RawHeaders {

  /** MIME type of the value; without it the topic's feed decides. */
  public static final String CONTENT_TYPE = "content-type";

  /** Source of the event; without it the record key, then the feed. */
  public static final String SOURCE_ID = "source-id";

  /** Time of the event, ISO-8601 or microseconds since the epoch. */
  public static final String EVENT_TIME = "event-time";

  /** Id of the event as the producer gives it. */
  public static final String EVENT_ID = "event-id";

  /**
   * Where the record lay before it was copied here, as {@code topic-partition-offset}: the event's
   * id where neither a header nor the value gives one, so that a second copy is a repeat.
   */
  public static final String COPIED_FROM = "copied-from";

  /**
   * Time of the record that was copied, microseconds: the event's where nothing else states one.
   */
  public static final String COPIED_TIME = "copied-time";

  /** Position of the event in its source, part of the id where none is given. */
  public static final String SEQUENCE = "sequence";

  /** Headers that start so become attributes of the event: {@code attribute.file}. */
  public static final String ATTRIBUTE_PREFIX = "attribute.";

  /** Comma separated column names of a CSV row. */
  public static final String COLUMNS = "columns";

  /**
   * Why the source itself could not read the record, in words. The value is then the input as it
   * lay in the file and the content type is {@link #UNREADABLE}: ingest dead-letters it with this
   * reason.
   */
  public static final String SOURCE_ERROR = "source-error";

  /** Content type of a record that its own source could not read; no decoder takes it. */
  public static final String UNREADABLE = "application/x-unreadable";

  /**
   * Set on a record that was sent again from the dead letters: where its letter lies, as {@code
   * topic-partition-offset}. Such a record is meant to come through although its id may be known.
   */
  public static final String REPLAYED = "replayed";

  /**
   * Feed that a label belongs to. Only on {@code raw.labels}, and only needed to count a label that
   * cannot be read or names no known task; otherwise the task says which feed.
   */
  public static final String FEED = "feed";

  public static final String JSON = "application/json";
  public static final String CSV = "text/csv";
  public static final String AVRO = "application/avro";
  public static final String JPEG = "image/jpeg";
  public static final String PNG = "image/png";
  public static final String TEXT = "text/plain";

  /** A reference to a picture that lies in the blob store, in JSON; see {@code PictureClaim}. */
  public static final String CLAIM = "application/x-claim-check";

  private RawHeaders() {}
}
