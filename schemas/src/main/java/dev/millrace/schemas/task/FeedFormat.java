package dev.millrace.schemas.task;

/** How a feed is read, and what kind of event it gives. */
public enum FeedFormat {
  CSV(Kind.BY_COLUMNS),
  TSV(Kind.BY_COLUMNS),
  JSONL(Kind.BY_COLUMNS),
  /** One text a line. */
  LINES(Kind.TEXT),
  /** Topics of a recording, for example of an MCAP file. */
  RECORDING(Kind.BY_COLUMNS),
  /** A folder of JPEG and PNG pictures. */
  IMAGES(Kind.IMAGE),
  /** Live: CPU, memory, disk and network of this host. */
  HOST_TELEMETRY(Kind.SENSOR),
  /** Live: log lines of this process, labelled with their level. */
  PROCESS_LOG(Kind.TEXT),
  /** Live: pictures with signs and labels that Millrace draws itself. */
  DRAWN_SIGNS(Kind.IMAGE),
  /** Others fill the raw topic with text. */
  TOPIC_TEXT(Kind.TEXT),
  /** Others fill the raw topic with sensor readings. */
  TOPIC_SENSOR(Kind.SENSOR),
  /** Others fill the raw topic with pictures. */
  TOPIC_IMAGE(Kind.IMAGE),
  /** Others publish to an MQTT broker, and a gateway takes it from there to the raw topic. */
  MQTT(Kind.BY_COLUMNS),
  /** Others fill topics of their own, and a gateway copies them to the raw topic. */
  KAFKA(Kind.BY_COLUMNS);

  /** Kind of event. */
  public enum Kind {
    TEXT,
    SENSOR,
    IMAGE,
    /**
     * Text where the feed names a text column, sensor where it names channels; of a recording,
     * pictures where it names neither.
     */
    BY_COLUMNS
  }

  private final Kind kind;

  FeedFormat(Kind kind) {
    this.kind = kind;
  }

  /** The kind of event that a feed of this format with these columns gives. */
  Kind kind(Feed.Columns columns) {
    if (kind != Kind.BY_COLUMNS) {
      return kind;
    }
    if (columns.text() != null) {
      return Kind.TEXT;
    }
    return this == RECORDING && columns.channels().isEmpty() ? Kind.IMAGE : Kind.SENSOR;
  }

  /** Whether the source runs on its own and needs no recording. */
  public boolean live() {
    return this == HOST_TELEMETRY || this == PROCESS_LOG || this == DRAWN_SIGNS;
  }

  /**
   * Whether the events come from others, when they like: there is no end. Markers, and labels in a
   * column, come from topics alone; for all others labels have a topic of their own.
   */
  public boolean external() {
    return switch (this) {
      case TOPIC_TEXT, TOPIC_SENSOR, TOPIC_IMAGE, MQTT, KAFKA -> true;
      default -> false;
    };
  }
}
