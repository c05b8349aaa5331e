package dev.millrace.dashboard.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes JSON. Numbers that JSON lacks are null. Thread-safe. */
public final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final double MICROS_A_MILLI = 1_000.0;

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** As UTF-8. */
  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree of JSON can always be written", e);
    }
  }

  /**
   * Reads UTF-8.
   *
   * @throws UncheckedIOException if it is no JSON
   */
  public static JsonNode read(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * At most so many chars of a text. A pair of surrogates stays whole: half of one can't be
   * written.
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, half ? most - 1 : most);
  }

  /** The number, or null where it is NaN or infinite. */
  public static JsonNode number(double value) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(value)
        : JsonNodeFactory.instance.nullNode();
  }

  /** Milliseconds of a time in the topics' microseconds. */
  public static double millis(long micros) {
    return micros / MICROS_A_MILLI;
  }

  /** Names with numbers, ordered by name. */
  public static ObjectNode numbers(Map<String, ? extends Number> values) {
    ObjectNode node = object();
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              if (value instanceof Long whole) {
                node.put(name, whole.longValue());
              } else {
                node.set(name, number(value.doubleValue()));
              }
            });
    return node;
  }

  /** Counts by name, as {@link #numbers} wrote them. */
  public static Map<String, Long> counts(JsonNode node) {
    Map<String, Long> counts = new TreeMap<>();
    node.fields().forEachRemaining(field -> counts.put(field.getKey(), field.getValue().asLong()));
    return counts;
  }
}
