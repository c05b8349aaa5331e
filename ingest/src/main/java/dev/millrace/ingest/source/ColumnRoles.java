package dev.millrace.ingest.source;

import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.LabelSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which column plays which role in a feed. Columns without a role are not sent; the label's column
 * never is.
 */
record ColumnRoles(
    @Nullable String text,
    List<String> channels,
    @Nullable String source,
    @Nullable String eventId,
    @Nullable String time,
    @Nullable String label,
    @Nullable String weight) {

  /**
   * @throws UnusableSource if there is nothing to send, or the label would be sent
   */
  static ColumnRoles of(Feed feed) {
    Feed.Columns columns = feed.columns();
    LabelSpec labels = feed.labels();
    String label = labels == null ? null : labels.columnOrNull();
    if (columns.text() == null && columns.channels().isEmpty()) {
      throw new UnusableSource(
          "feed '" + feed.name() + "' names neither a text column nor channels; name one of them");
    }
    if (label != null && (label.equals(columns.text()) || columns.channels().contains(label))) {
      throw new UnusableSource(
          "feed '"
              + feed.name()
              + "': column '"
              + label
              + "' is the label and must not be sent with the event; take it out of text and"
              + " channels");
    }
    if (labels instanceof LabelSpec.FutureValue future
        && !columns.channels().contains(future.channel())) {
      throw new UnusableSource(
          "feed '"
              + feed.name()
              + "': the label is channel '"
              + future.channel()
              + "', which is none of the channels "
              + columns.channels());
    }
    return new ColumnRoles(
        columns.text(),
        columns.channels(),
        columns.source(),
        columns.eventId(),
        feed.time().column(),
        label,
        labels == null ? null : labels.weightOrNull());
  }

  /** The same roles, but for an entry whose truth is not known. */
  ColumnRoles withoutLabel() {
    return new ColumnRoles(text, channels, source, eventId, time, null, null);
  }

  /** One message for each column with a role that the input does not have. */
  List<String> missing(Collection<String> present, String where) {
    List<String> problems = new ArrayList<>();
    used()
        .forEach(
            (column, role) -> {
              if (!present.contains(column)) {
                problems.add(
                    where
                        + " has no column '"
                        + column
                        + "' ("
                        + role
                        + "); did you mean '"
                        + NearestName.of(column, present)
                        + "'? It has "
                        + present);
              }
            });
    return problems;
  }

  /** One message for each column with a role that the header names more than once. */
  List<String> ambiguous(Collection<String> present, String where) {
    return used().entrySet().stream()
        .filter(used -> Collections.frequency(present, used.getKey()) > 1)
        .map(used -> where + " names column '" + used.getKey() + "' twice; rename one of them")
        .toList();
  }

  private Map<String, String> used() {
    Map<String, String> used = new LinkedHashMap<>();
    put(used, text, "text");
    channels.forEach(channel -> put(used, channel, "channel"));
    put(used, source, "source");
    put(used, eventId, "event id");
    put(used, time, "time");
    put(used, label, "label");
    put(used, weight, "weight");
    return used;
  }

  private static void put(Map<String, String> used, @Nullable String column, String role) {
    if (column != null) {
      used.put(column, role);
    }
  }
}
