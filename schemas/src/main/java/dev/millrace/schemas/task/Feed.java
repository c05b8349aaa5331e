package dev.millrace.schemas.task;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's events and labels come from.
 *
 * @param name name of the feed; its raw topic is {@code raw.<name>}
 * @param files file names in the order they are played; empty means the replayed path itself, or
 *     all that lies in it
 * @param format how the files are read
 * @param table how rows are cut into columns; used by csv and tsv
 * @param columns which column is what; used by csv, tsv and jsonl
 * @param time how rows get their event time
 * @param labels where the labels come from; null where the feed has none
 * @param labelDelay how much later a label comes than its event
 * @param shuffleSeed seed of the order in which rows are played; null plays them as they lie
 * @param topics recorded topics that are played into the feed; empty unless the format is recording
 * @param gateway what fills the raw topic with what others send; null where a recording, a live
 *     source or the others themselves do
 */
public record Feed(
    String name,
    List<String> files,
    FeedFormat format,
    TableFormat table,
    Columns columns,
    TimeSpec time,
    @Nullable LabelSpec labels,
    LabelDelay labelDelay,
    @Nullable Long shuffleSeed,
    List<String> topics,
    @Nullable GatewaySpec gateway)
    implements Serializable {

  public Feed {
    files = List.copyOf(files);
    topics = List.copyOf(topics);
  }

  /** A feed without topics of a recording and without a gateway. */
  public Feed(
      String name,
      List<String> files,
      FeedFormat format,
      TableFormat table,
      Columns columns,
      TimeSpec time,
      @Nullable LabelSpec labels,
      LabelDelay labelDelay,
      @Nullable Long shuffleSeed) {
    this(
        name,
        files,
        format,
        table,
        columns,
        time,
        labels,
        labelDelay,
        shuffleSeed,
        List.of(),
        null);
  }

  /** The kind of event that the feed gives. */
  public FeedFormat.Kind kind() {
    return gateway == null ? format.kind(columns) : gateway.kind(columns);
  }

  /**
   * Whether whoever fills the feed writes markers: sources do, and gateways of topics whose records
   * tell a time. Of all others only the clock can be asked.
   */
  public boolean marked() {
    return !format.external()
        || (gateway instanceof KafkaSpec kafka && kafka.content().type().tellsTime());
  }

  /** The same feed with its labels sent so much later. */
  public Feed withLabelDelay(LabelDelay delay) {
    return withLabels(labels, delay);
  }

  /** The same feed with other labels. */
  Feed withLabels(@Nullable LabelSpec others, LabelDelay delay) {
    return new Feed(
        name, files, format, table, columns, time, others, delay, shuffleSeed, topics, gateway);
  }

  /**
   * How text tables are cut.
   *
   * @param header whether the first row names the columns
   * @param quote quoting of values
   * @param separator between values
   * @param extraLeadingColumns values in front of each data row that the header does not name
   */
  public record TableFormat(boolean header, Quote quote, char separator, int extraLeadingColumns)
      implements Serializable {

    /** For feeds that are no tables. */
    public static final TableFormat UNUSED = new TableFormat(true, Quote.NONE, ',', 0);
  }

  /** Quoting of table values. */
  public enum Quote {
    /** Quotes are ordinary characters. */
    NONE,
    /** RFC 4180: a value may stand in double quotes, with a doubled quote for one inside. */
    DOUBLE
  }

  /**
   * Which column is what. A table without a header names its columns {@code 0}, {@code 1}, ….
   *
   * @param text column of the text; null for sensor feeds
   * @param channels columns that are sensor channels; empty for text feeds
   * @param source column of the source id; null means the feed's name
   * @param eventId column of the event id; null means ids by position
   */
  public record Columns(
      @Nullable String text,
      List<String> channels,
      @Nullable String source,
      @Nullable String eventId)
      implements Serializable {

    /** For feeds without columns. */
    public static final Columns NONE = new Columns(null, List.of(), null, null);

    public Columns {
      channels = List.copyOf(channels);
    }
  }
}
