package dev.millrace.ingest.decode;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.TimeSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ingest knows of the feed behind one raw topic.
 *
 * @param name name of the feed
 * @param kind what its records become
 * @param columns which field is what
 * @param time which field is the time
 * @param labelFields fields that hold labels; they never become part of an event
 */
public record RawFeed(
    String name, Kind kind, Feed.Columns columns, TimeSpec time, Set<String> labelFields) {

  /** What the records of a raw topic become. */
  public enum Kind {
    SENSOR,
    IMAGE,
    TEXT,
    LABEL
  }

  /** The way in for ground truth. */
  public static final RawFeed LABELS =
      new RawFeed(
          Topics.LABEL_FEED,
          Kind.LABEL,
          new Feed.Columns(null, List.of(), null, null),
          TimeSpec.COUNTED,
          Set.of());

  public RawFeed {
    labelFields = Set.copyOf(labelFields);
  }

  /** The feed as its tasks describe it. */
  public static RawFeed of(Feed feed) {
    String label = feed.labels() == null ? null : feed.labels().columnOrNull();
    return new RawFeed(
        feed.name(),
        kind(feed.kind()),
        feed.columns(),
        feed.time(),
        label == null ? Set.of() : Set.of(label));
  }

  private static Kind kind(FeedFormat.Kind kind) {
    return Kind.valueOf(kind.name());
  }

  /**
   * The same feed as two tasks describe it.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  public RawFeed and(RawFeed other) {
    if (kind != other.kind || !columns.equals(other.columns) || !time.equals(other.time)) {
      throw new IllegalArgumentException(
          "two tasks describe feed '"
              + name
              + "' differently: "
              + this
              + " against "
              + other
              + "; use one description or two feed names");
    }
    Set<String> both = new HashSet<>(labelFields);
    both.addAll(other.labelFields);
    return new RawFeed(name, kind, columns, time, both);
  }

  /** The field with the event's time. */
  public String timeField() {
    return time.column() == null ? Said.EVENT_TIME : time.column();
  }

  /** The field with the event's source. */
  public String sourceField() {
    return orElse(columns.source(), Said.SOURCE_ID);
  }

  /** The field with the event's id. */
  public String idField() {
    return orElse(columns.eventId(), Said.EVENT_ID);
  }

  /** The field with the text. */
  public String textField() {
    return orElse(columns.text(), "text");
  }

  /** Whether a field of this name may be a sensor channel. */
  public boolean mayBeChannel(String field) {
    return columns.channels().isEmpty()
        ? !labelFields.contains(field)
            && !field.equals(timeField())
            && !field.equals(sourceField())
            && !field.equals(idField())
        : columns.channels().contains(field);
  }

  private static String orElse(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }
}
