package dev.millrace.ingest.source;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.task.Feed;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes an entry from named values: a table's row or a JSON object. */
final class EntryMaker {

  /** Values by column name. */
  interface Cells {
    /** The value's bytes, null where the row has no such column. */
    byte @Nullable [] get(String column);
  }

  private final ColumnRoles roles;
  private final EventTimes times;

  EntryMaker(Feed feed) {
    this(ColumnRoles.of(feed), new EventTimes(feed.time()));
  }

  private EntryMaker(ColumnRoles roles, EventTimes times) {
    this.roles = roles;
    this.times = times;
  }

  /** The same for entries whose truth is not known. */
  EntryMaker withoutLabel() {
    return new EntryMaker(roles.withoutLabel(), times);
  }

  ColumnRoles roles() {
    return roles;
  }

  /** A usable entry, or an unreadable one that says which value is missing or wrong. */
  Entry make(String where, byte[] raw, Cells cells) {
    try {
      return new Entry.Usable(
          where,
          body(cells),
          textOrNull(cells, roles.source()),
          textOrNull(cells, roles.eventId()),
          time(cells),
          textOrNull(cells, roles.label()),
          weight(cells));
    } catch (Unfit e) {
      return new Entry.Unreadable(where, raw, where + ": " + e.getMessage());
    }
  }

  private Entry.Body body(Cells cells) throws Unfit {
    if (roles.text() != null) {
      return new Entry.Body(RawHeaders.TEXT, present(cells, roles.text()), List.of(), Map.of());
    }
    List<byte[]> values = new ArrayList<>(roles.channels().size());
    for (String channel : roles.channels()) {
      values.add(present(cells, channel));
    }
    return new Entry.Body(RawHeaders.CSV, CsvRow.encode(values), roles.channels(), Map.of());
  }

  private @Nullable Long time(Cells cells) throws Unfit {
    if (roles.time() == null) {
      return null;
    }
    String text = text(cells, roles.time());
    try {
      return times.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new Unfit(
          "time '" + text + "' in column '" + roles.time() + "' isn't " + times.expected());
    }
  }

  private @Nullable Double weight(Cells cells) throws Unfit {
    if (roles.weight() == null) {
      return null;
    }
    String text = text(cells, roles.weight());
    double weight = number(text);
    // The learner multiplies in float32. NaN fails both comparisons.
    if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
      throw new Unfit(
          "weight '"
              + text
              + "' in column '"
              + roles.weight()
              + "' isn't a number from 0 to "
              + Float.MAX_VALUE);
    }
    return weight;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static @Nullable String textOrNull(Cells cells, @Nullable String column) throws Unfit {
    return column == null ? null : text(cells, column);
  }

  private static String text(Cells cells, String column) throws Unfit {
    String text = new String(present(cells, column), StandardCharsets.UTF_8);
    if (text.isBlank()) {
      throw new Unfit("column '" + column + "' is empty");
    }
    return text;
  }

  private static byte[] present(Cells cells, String column) throws Unfit {
    byte[] value = cells.get(column);
    if (value == null) {
      throw new Unfit("no value for column '" + column + "'");
    }
    return value;
  }

  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      // Broken rows may come by the thousand: no stack trace.
      super(message, null, false, false);
    }
  }
}
