package dev.millrace.ingest.source;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of sources: one row a format. */
public final class Sources {

  /** Opens one file of a recording. */
  private interface FileFormat {
    EntryReader open(RecordedFile file, Feed feed);
  }

  /** Opens a source that runs on its own. */
  private interface Live {
    EventSource open(Feed feed, InstantSource clock);
  }

  private static final Map<FeedFormat, FileFormat> FILES =
      Map.of(
          FeedFormat.CSV, (file, feed) -> TableEntries.open(file.path(), file.name(), feed),
          FeedFormat.TSV, (file, feed) -> TableEntries.open(file.path(), file.name(), feed),
          FeedFormat.JSONL, (file, feed) -> JsonLinesEntries.open(file.path(), file.name(), feed),
          FeedFormat.LINES, (file, feed) -> LineEntries.open(file.path(), file.name()),
          FeedFormat.IMAGES, (file, feed) -> ImageEntries.open(file.path(), file.name()));

  private static final Map<FeedFormat, Live> LIVE =
      Map.of(
          FeedFormat.HOST_TELEMETRY, HostTelemetry::open,
          FeedFormat.PROCESS_LOG, ProcessLog::open,
          FeedFormat.DRAWN_SIGNS, SignSource::open);

  private Sources() {}

  /**
   * The source of a recorded feed.
   *
   * @param files in the order in which they are played
   * @throws UnusableSource if the files don't fit the feed; nothing has been sent then
   */
  public static EventSource recorded(Feed feed, List<RecordedFile> files) {
    FileFormat format = FILES.get(feed.format());
    if (format == null || files.isEmpty()) {
      throw new UnusableSource(
          "feed '"
              + feed.name()
              + "' has format "
              + feed.format()
              + " and "
              + files.size()
              + " files; only csv, tsv, jsonl, lines and images play files, and at least one");
    }
    List<EntryReader.Opener> openers =
        files.stream().map(file -> withLabels(format, file, feed)).toList();
    EventSource source = RecordedSource.open(feed, () -> ChainedEntries.open(openers));
    return labelled(source, feed);
  }

  /**
   * The source of a live feed.
   *
   * @param clock gives the event times
   */
  public static EventSource live(Feed feed, InstantSource clock) {
    Live live = LIVE.get(feed.format());
    if (live == null) {
      throw new UnusableSource(
          "feed '"
              + feed.name()
              + "' has format "
              + feed.format()
              + ", which is none of the live"
              + " ones "
              + LIVE.keySet());
    }
    return labelled(live.open(feed, clock), feed);
  }

  /**
   * The source of a feed whose messages lie in a recording of several topics.
   *
   * @param messages the feed's messages; closed with what is returned
   */
  public static EventSource replayed(EventSource messages, Feed feed) {
    return labelled(new ChosenFields(messages, feed), feed);
  }

  private static EntryReader.Opener withLabels(FileFormat format, RecordedFile file, Feed feed) {
    EntryReader.Opener entries = () -> format.open(file, feed);
    Path labels = file.labels();
    if (labels == null) {
      return entries;
    }
    if (feed.format() == FeedFormat.IMAGES) {
      throw new UnusableSource(
          "feed '" + feed.name() + "': pictures can't have label files, which go by line");
    }
    return () ->
        LabelFileEntries.open(entries, file.name(), labels, String.valueOf(labels.getFileName()));
  }

  private static EventSource labelled(EventSource source, Feed feed) {
    @Nullable LabelSpec labels = feed.labels();
    EventSource known =
        labels instanceof LabelSpec.FutureValue future
            ? new FutureValueLabels(source, future)
            : source;
    return labels == null
        ? known
        : new DelayedLabels(known, feed.labelDelay(), new EventTimes(feed.time()).stepMicros());
  }
}
