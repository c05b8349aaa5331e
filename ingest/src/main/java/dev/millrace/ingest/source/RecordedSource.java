package dev.millrace.ingest.source;

import dev.millrace.schemas.EventId;
import dev.millrace.schemas.task.Feed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the entries of a recording their position, time and id. A label follows right after its
 * event, with the event's time; {@link DelayedLabels} makes it late.
 *
 * <p>The source id is the feed's name unless a column gives one, so ids are the same wherever the
 * files lie. A time column need not be sorted: the recording is then read through once before the
 * start, and the floor is the earliest time still to come.
 */
final class RecordedSource implements EventSource {

  private static final Logger LOG = LoggerFactory.getLogger(RecordedSource.class);

  private final Feed feed;
  private final EventTimes times;
  private final EntryReader entries;
  private final @Nullable TimeFloor timeFloor;
  private SourceItem.@Nullable Label pending;
  private long sequence;
  private long usable;
  private long played = Long.MIN_VALUE;
  private long floor;
  private volatile boolean stopped;

  private RecordedSource(Feed feed, EntryReader entries, @Nullable TimeFloor timeFloor) {
    this.feed = feed;
    this.times = new EventTimes(feed.time());
    this.entries = entries;
    this.timeFloor = timeFloor;
    this.floor = timeFloor == null ? times.counted(0) : timeFloor.from(0, played);
  }

  /**
   * @param recording opens the feed's files as one
   * @throws UnusableSource if the files don't fit the feed
   */
  static RecordedSource open(Feed feed, EntryReader.Opener recording) {
    try {
      if (feed.shuffleSeed() != null) {
        ShuffledEntries shuffled =
            ShuffledEntries.of(
                recording.open(), feed.shuffleSeed(), ShuffledEntries.MAX_HELD_BYTES);
        TimeFloor floor = feed.time().column() == null ? null : TimeFloor.of(shuffled);
        shuffled.rewind();
        return new RecordedSource(feed, shuffled, floor);
      }
      TimeFloor floor = feed.time().column() == null ? null : scan(feed, recording);
      return new RecordedSource(feed, recording.open(), floor);
    } catch (IOException e) {
      throw new UnusableSource("feed '" + feed.name() + "' can't be read: " + e, e);
    }
  }

  private static TimeFloor scan(Feed feed, EntryReader.Opener recording) throws IOException {
    try (EntryReader reader = recording.open()) {
      TimeFloor floor = TimeFloor.of(reader);
      if (!floor.sorted()) {
        LOG.warn(
            "feed={} times in column '{}' are not sorted: rows are played as they lie, and markers"
                + " wait for the earliest row still to come",
            feed.name(),
            feed.time().column());
      }
      return floor;
    }
  }

  @Override
  public Optional<SourceItem> next() {
    if (pending != null) {
      SourceItem label = pending;
      pending = null;
      return Optional.of(label);
    }
    if (stopped) {
      return Optional.empty();
    }
    try {
      return entries.next().map(this::item);
    } catch (IOException e) {
      throw new UncheckedIOException("feed '" + feed.name() + "' can't be read on", e);
    }
  }

  private SourceItem item(Entry entry) {
    if (entry instanceof Entry.PassedOver passed) {
      return new SourceItem.Skipped(passed.where(), passed.reason());
    }
    long position = sequence++;
    if (entry instanceof Entry.Unreadable bad) {
      raiseFloor();
      return new SourceItem.Malformed(feed.name(), position, bad.raw(), bad.problem());
    }
    return event((Entry.Usable) entry, position);
  }

  private SourceItem event(Entry.Usable entry, long position) {
    long time = entry.eventTime() == null ? times.counted(position) : entry.eventTime();
    if (time < floor) {
      throw new IllegalStateException(
          entry.where()
              + " is earlier than markers promised; the file changed while it was played");
    }
    played = Math.max(played, time);
    usable++;
    raiseFloor();
    String source = entry.sourceId() == null ? feed.name() : entry.sourceId();
    String id =
        entry.eventId() == null ? EventId.of(source, feed.name(), position, time) : entry.eventId();
    if (entry.label() != null) {
      pending = new SourceItem.Label(id, entry.label(), entry.weight(), time);
    }
    Entry.Body body = entry.body();
    return new SourceItem.Event(
        id,
        source,
        position,
        time,
        body.contentType(),
        body.payload(),
        body.attributes(),
        body.columns());
  }

  private void raiseFloor() {
    long promised = timeFloor == null ? times.counted(sequence) : timeFloor.from(usable, played);
    floor = Math.max(floor, promised);
  }

  @Override
  public long eventFloor() {
    return floor;
  }

  @Override
  public long labelFloor() {
    return pending == null ? floor : Math.min(floor, pending.labelTime());
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    Quietly.close(entries);
  }
}
