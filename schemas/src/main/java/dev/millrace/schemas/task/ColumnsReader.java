package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code feed.columns}, and the keys that say how a text table is cut into columns. */
final class ColumnsReader {

  private static final Map<String, Feed.Quote> QUOTES =
      Map.of("none", Feed.Quote.NONE, "double", Feed.Quote.DOUBLE);

  /** More columns before the first named one are a slip. */
  private static final int MOST_LEADING_COLUMNS = 1000;

  private ColumnsReader() {}

  static Feed.Columns read(YamlMap map, @Nullable LabelSpec labels) {
    Feed.Columns columns =
        new Feed.Columns(
            map.textOrNull("text"),
            map.texts("channels"),
            map.textOrNull("source"),
            map.textOrNull("eventId"));
    boolean text = columns.text() != null;
    if (text == map.has("channels")) {
      map.problem(
          text ? "channels" : "text",
          text
              ? "is given beside text; a feed has one or the other"
              : "is missing; name the text column or the channels");
    }
    if (map.has("channels") && columns.channels().isEmpty()) {
      map.problem("channels", "must name at least one column");
    }
    if (new HashSet<>(columns.channels()).size() < columns.channels().size()) {
      map.problem("channels", "names a column twice");
    }
    refuseLabelAsInput(map, columns, labels == null ? null : labels.columnOrNull());
    return columns;
  }

  private static void refuseLabelAsInput(
      YamlMap map, Feed.Columns columns, @Nullable String label) {
    if (label == null) {
      return;
    }
    String hint = "'" + label + "' is the label column; the model must not see it";
    if (label.equals(columns.text())) {
      map.problem("text", hint);
    }
    if (columns.channels().contains(label)) {
      map.problem("channels", hint);
    }
  }

  static Feed.TableFormat table(YamlMap map, FeedFormat format) {
    boolean tabs = format == FeedFormat.TSV;
    Feed.TableFormat table =
        new Feed.TableFormat(
            map.find("header").map(YamlValue::flag).orElse(true),
            map.choice("quote", QUOTES, tabs ? Feed.Quote.NONE : Feed.Quote.DOUBLE),
            map.find("separator").map(ColumnsReader::separator).orElse(tabs ? '\t' : ','),
            map.integer("extraLeadingColumns", 0, MOST_LEADING_COLUMNS, 0));
    return format == FeedFormat.CSV || tabs ? table : Feed.TableFormat.UNUSED;
  }

  private static char separator(YamlValue value) {
    List<Character> illegal = List.of('"', '\n', '\r');
    return value.scalar(
        "one character, neither a quote nor a line break",
        ',',
        text -> text.length() == 1 && !illegal.contains(text.charAt(0)) ? text.charAt(0) : null);
  }
}
