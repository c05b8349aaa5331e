package dev.millrace.ingest.http;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.TimeSpec;
import java.util.List;

/** Feeds that others fill. */
final class HttpFeeds {

  private HttpFeeds() {}

  static Feed of(String name, FeedFormat format) {
    return new Feed(
        name,
        List.of(),
        format,
        Feed.TableFormat.UNUSED,
        Feed.Columns.NONE,
        TimeSpec.COUNTED,
        null,
        LabelDelay.NONE,
        null);
  }
}
