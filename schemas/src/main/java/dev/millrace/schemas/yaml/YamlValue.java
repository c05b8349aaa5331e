package dev.millrace.schemas.yaml;

import dev.millrace.schemas.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a YAML file with its place. Every accessor gives a legal stand-in after it has
 * reported a problem.
 *
 * <p>Scalars are read as what is asked for, not as what YAML 1.1 takes them for: {@code no} is a
 * fine class name.
 */
public final class YamlValue {

  /** Stands for a value whose absence was reported already; says nothing more. */
  static final YamlValue ABSENT = new YamlValue(null, "", Problems.SILENT);

  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");

  private final @Nullable Node node;
  private final String path;
  private final Problems problems;
  private @Nullable YamlMap opened;

  YamlValue(@Nullable Node node, String path, Problems problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
  }

  /** Reports a problem with this value. */
  public void problem(String message) {
    if (node != null) {
      problems.add(YamlDocument.line(node.getStartMark()), path, message);
    }
  }

  public boolean isScalar() {
    return node instanceof ScalarNode;
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** The scalar as it is written; empty after a problem. */
  public String text() {
    if (!(node instanceof ScalarNode scalar)) {
      problem("must be a single value, not " + kind());
      return "";
    }
    if (Tag.NULL.equals(scalar.getTag())) {
      problem("has no value; write one or drop the key");
      return "";
    }
    return scalar.getValue();
  }

  /** Whether there is no text to read, which is then reported. */
  private boolean isEmpty() {
    boolean empty = text().isEmpty();
    if (empty && node instanceof ScalarNode scalar && !Tag.NULL.equals(scalar.getTag())) {
      problem("must not be empty");
    }
    return empty;
  }

  /** A whole number; {@code min} after a problem. */
  public long integer(long min, long max) {
    return scalar(
        "a whole number from " + min + " to " + max,
        min,
        text -> {
          if (!INTEGER.matcher(text).matches()) {
            return null;
          }
          long number = Long.parseLong(text);
          return number < min || number > max ? null : number;
        });
  }

  /** A number; {@code min} after a problem. */
  public double decimal(double min, double max) {
    return scalar(
        "a number from " + min + " to " + max,
        min,
        text -> {
          if (!DECIMAL.matcher(text).matches()) {
            return null;
          }
          double number = Double.parseDouble(text);
          return number < min || number > max ? null : number;
        });
  }

  /** {@code true} or {@code false}; false after a problem. */
  public boolean flag() {
    return choice(Map.of("true", true, "false", false), false);
  }

  /** One of the words of a table; the stand-in after a problem. */
  public <T> T choice(Map<String, T> table, T standIn) {
    if (isEmpty()) {
      return standIn;
    }
    String text = text();
    T chosen = table.get(text);
    if (chosen == null) {
      problem("'" + shown(text) + "' is not known; " + Nearest.hint(text, table.keySet()));
      return standIn;
    }
    return chosen;
  }

  /** A duration above zero in the notation of {@link DurationText}; a second after a problem. */
  public Duration duration() {
    return scalar(
        "a duration above zero, for example 10s, 5ms, 2h or 30d",
        Duration.ofSeconds(1),
        text -> {
          try {
            Duration duration = DurationText.parse(text);
            return duration.isZero() ? null : duration;
          } catch (IllegalArgumentException e) {
            return null;
          }
        });
  }

  /** A time in ISO-8601; the epoch after a problem. */
  public Instant instant() {
    return scalar(
        "a time such as 2000-01-01T00:00:00Z",
        Instant.EPOCH,
        text -> {
          try {
            return Instant.parse(text);
          } catch (DateTimeException e) {
            return null;
          }
        });
  }

  /** Parses the scalar; null from {@code parse} means that it is not {@code expected}. */
  public <T> T scalar(String expected, T standIn, Function<String, @Nullable T> parse) {
    if (isEmpty()) {
      return standIn;
    }
    String text = text();
    T value = parse.apply(text);
    if (value == null) {
      problem("must be " + expected + ", not '" + shown(text) + "'");
      return standIn;
    }
    return value;
  }

  /** The elements of a list; none after a problem. */
  public List<YamlValue> list() {
    if (!(node instanceof SequenceNode sequence)) {
      problem("must be a list, not " + kind());
      return List.of();
    }
    List<YamlValue> elements = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      elements.add(new YamlValue(element, path + "[" + elements.size() + "]", problems));
    }
    return elements;
  }

  /** The elements of a list of scalars. */
  public List<String> texts() {
    return list().stream().map(YamlValue::text).toList();
  }

  /**
   * Reads a map, then reports every key that {@code reader} has not asked for. After a problem the
   * reader gets an empty map that reports nothing.
   */
  public <T> T map(Function<YamlMap, T> reader) {
    if (!(node instanceof MappingNode mapping)) {
      problem("must be a map of keys, not " + kind());
      return reader.apply(YamlMap.absent());
    }
    YamlMap map = YamlMap.of(mapping, path, problems);
    opened = map;
    T result = reader.apply(map);
    map.reportUnknownKeys();
    return result;
  }

  /** The map once it has been read. */
  @Nullable YamlMap opened() {
    return opened;
  }

  private String kind() {
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (node instanceof MappingNode) {
      return "a map";
    }
    return node instanceof ScalarNode scalar && !Tag.NULL.equals(scalar.getTag())
        ? "'" + shown(scalar.getValue()) + "'"
        : "empty";
  }

  /** A text as it may stand in a message: on one line and not too long. */
  static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }
}
