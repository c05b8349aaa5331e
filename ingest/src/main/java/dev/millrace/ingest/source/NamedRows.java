package dev.millrace.ingest.source;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of named values that lie somewhere else, as the records of {@code raw.<feed>} and {@code
 * raw.labels} that a recording of them would give: the same columns, the same times, the label cut
 * off. For one thread.
 */
public final class NamedRows {

  /** Values by column. */
  public interface Values {
    /** The value as text in UTF-8; null where the row has no such column. */
    byte @Nullable [] get(String column);
  }

  /**
   * What is known of a row besides its values, for what they don't say.
   *
   * @param where for messages, and the event's id where it has no other
   * @param eventId id from beside the row; null where there is none
   * @param sourceId source of the event
   * @param eventTime microseconds since 1970-01-01T00:00:00Z
   * @param sequence position in its partition
   * @param attributes kept with the event
   */
  public record Place(
      String where,
      @Nullable String eventId,
      String sourceId,
      long eventTime,
      long sequence,
      Map<String, String> attributes) {}

  private final String feed;
  private final List<Task> learners;
  private final RawRecords records;
  private final @Nullable EntryMaker labelled;

  /**
   * Rows of one feed.
   *
   * @param tasks tasks that read it; those that learn get its labels
   */
  public NamedRows(Feed feed, List<Task> tasks, Topics topics) {
    this.feed = feed.name();
    this.learners = tasks.stream().filter(Task::learns).toList();
    this.records = new RawRecords(topics, feed.name());
    this.labelled = feed.columns().equals(Feed.Columns.NONE) ? null : new EntryMaker(feed);
  }

  /**
   * The records of a row: its event and its labels, or one that says why it can't be read. A row
   * without a label is an event without one.
   *
   * @param raw the row as it lay there
   * @throws IllegalStateException if the feed names no columns
   */
  public RowRecords read(Place place, byte[] raw, Values values) {
    if (labelled == null) {
      throw new IllegalStateException("feed '" + feed + "' names no columns to be read");
    }
    String column = labelled.roles().label();
    boolean known = column == null || values.get(column) != null;
    EntryMaker maker = known ? labelled : labelled.withoutLabel();
    Entry entry = maker.make(place.where(), raw, values::get);
    return entry instanceof Entry.Usable usable
        ? usable(usable, place)
        : unreadable(place, raw, ((Entry.Unreadable) entry).problem());
  }

  /** The record of a row that nobody can read; ingest makes a dead letter of it. */
  public RowRecords unreadable(Place place, byte[] raw, String problem) {
    return new RowRecords(
        List.of(records.malformed(new SourceItem.Malformed(feed, place.sequence(), raw, problem))),
        null,
        0,
        true);
  }

  private RowRecords usable(Entry.Usable entry, Place place) {
    String id = entry.eventId();
    if (id == null) {
      id = place.eventId() == null ? place.where() : place.eventId();
    }
    long time = entry.eventTime() == null ? place.eventTime() : entry.eventTime();
    List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
    made.add(
        records.event(
            new SourceItem.Event(
                id,
                entry.sourceId() == null ? place.sourceId() : entry.sourceId(),
                place.sequence(),
                time,
                entry.body().contentType(),
                entry.body().payload(),
                place.attributes(),
                entry.body().columns())));
    if (entry.label() != null) {
      SourceItem.Label label = new SourceItem.Label(id, entry.label(), entry.weight(), time);
      learners.forEach(task -> made.add(records.label(label, task)));
    }
    return new RowRecords(made, time, made.size() - 1, false);
  }
}
