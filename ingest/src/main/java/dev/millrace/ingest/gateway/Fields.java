package dev.millrace.ingest.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingest.source.CsvRow;
import dev.millrace.ingest.source.NamedRows;
import dev.millrace.schemas.RawHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record.
 *
 * @param values by name; inner fields with dots between
 * @param contentType type of {@code payload}
 * @param payload all of them in a form that ingest reads, for feeds that name no columns
 * @param columns names of a CSV row's values; empty for other types
 */
record Fields(
    NamedRows.Values values, String contentType, Supplier<byte[]> payload, List<String> columns) {

  /**
   * Fields of a JSON object.
   *
   * @param payload the object as bytes
   */
  static Fields of(JsonNode object, byte[] payload) {
    return new Fields(name -> text(object, name), RawHeaders.JSON, () -> payload, List.of());
  }

  /** Fields of a record that was no JSON. */
  static Fields of(JsonNode object) {
    return new Fields(
        name -> text(object, name), RawHeaders.JSON, () -> JsonBytes.of(object), List.of());
  }

  /** Values of a CSV row. */
  static Fields of(List<String> names, List<byte[]> values, byte[] payload) {
    return new Fields(name -> value(names, values, name), RawHeaders.CSV, () -> payload, names);
  }

  private static byte @Nullable [] value(List<String> names, List<byte[]> values, String name) {
    int at = names.indexOf(name);
    return at < 0 ? null : values.get(at);
  }

  private static byte @Nullable [] text(JsonNode object, String name) {
    JsonNode value = found(object, name);
    if (value == null || value.isNull()) {
      return null;
    }
    String text = value.isValueNode() ? value.asText() : value.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A field whose own name has dots goes before an inner one. */
  private static @Nullable JsonNode found(JsonNode object, String name) {
    JsonNode whole = object.get(name);
    if (whole != null) {
      return whole;
    }
    JsonNode at = object;
    for (String part : name.split("\\.", -1)) {
      at = at.isArray() ? element(at, part) : at.get(part);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  private static @Nullable JsonNode element(JsonNode array, String index) {
    try {
      return array.get(Integer.parseInt(index));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The header that names the values of a CSV row. */
  byte[] columnNames() {
    return CsvRow.encodeNames(columns);
  }
}
