package dev.millrace.ingest.decode;

import dev.millrace.schemas.RawHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One CSV row a record; the header {@code columns} names its values. An empty value of a sensor
 * channel means that the sensor gave none; a value that is not there at all is an error.
 */
final class CsvContent implements ContentDecoder {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][+-]?\\d++)?");
  private static final int NUMBER_CHARS = 128;

  private final EventTimes times;

  CsvContent(Limits limits) {
    times = new EventTimes(limits);
  }

  @Override
  public Content decode(RawRecord raw, RawFeed feed) throws Rejection {
    Map<String, String> row = row(raw);
    String time = given(row, feed.timeField());
    Said said =
        new Said(
            given(row, feed.idField()),
            given(row, feed.sourceField()),
            time == null ? null : times.read(time, feed.timeField(), feed.time()),
            Map.of());
    return switch (feed.kind()) {
      case SENSOR -> new Content(said, reading(row, feed));
      case TEXT -> new Content(said, words(row, feed));
      case IMAGE, LABEL ->
          throw new Rejection(
              Cause.WRONG_KIND,
              "feed '" + feed.name() + "' carries " + feed.kind() + ", which has no CSV form");
    };
  }

  private static Map<String, String> row(RawRecord raw) throws Rejection {
    String header = raw.header(RawHeaders.COLUMNS);
    if (header == null) {
      throw new Rejection(
          Cause.MISSING_FIELD,
          "a CSV row needs the header '" + RawHeaders.COLUMNS + "' that names its values; set it");
    }
    List<String> names = CsvRow.read(header, "the header '" + RawHeaders.COLUMNS + "'");
    List<String> values = CsvRow.read(Utf8.read(raw.bytes()), "the row");
    if (names.size() != values.size()) {
      boolean missing = values.size() < names.size();
      throw new Rejection(
          missing ? Cause.MISSING_FIELD : Cause.UNKNOWN_FIELD,
          "the row has "
              + values.size()
              + " values for "
              + names.size()
              + " columns "
              + names
              + (missing
                  ? "; send all of them, empty where unknown"
                  : "; name all, or quote commas"));
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (row.put(names.get(i), values.get(i)) != null) {
        throw new Rejection(
            Cause.BAD_HEADER, "two columns are called '" + names.get(i) + "'; rename one");
      }
    }
    return row;
  }

  private static @Nullable String given(Map<String, String> row, String column) {
    String value = row.get(column);
    return value == null || value.isBlank() ? null : value;
  }

  private static Payload words(Map<String, String> row, RawFeed feed) throws Rejection {
    String text = row.get(feed.textField());
    if (text == null) {
      throw new Rejection(
          Cause.MISSING_FIELD,
          "column '" + feed.textField() + "' is missing, present are " + row.keySet());
    }
    return new Payload.Words(text, given(row, "language"));
  }

  private static Payload reading(Map<String, String> row, RawFeed feed) throws Rejection {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> cell : row.entrySet()) {
      if (feed.mayBeChannel(cell.getKey())) {
        values.put(cell.getKey(), number(cell.getKey(), cell.getValue().strip()));
      }
    }
    return Payload.Reading.inOrder(values, feed.columns().channels());
  }

  private static double number(String column, String cell) throws Rejection {
    if (cell.isEmpty() || cell.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (cell.length() > NUMBER_CHARS || !NUMBER.matcher(cell).matches()) {
      String shown = cell.length() > NUMBER_CHARS ? cell.substring(0, NUMBER_CHARS) + "…" : cell;
      throw new Rejection(
          Cause.WRONG_TYPE,
          "column '" + column + "' holds '" + shown + "', which is no number; correct it");
    }
    return Double.parseDouble(cell);
  }
}
