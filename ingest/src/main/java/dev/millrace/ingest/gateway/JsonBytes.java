package dev.millrace.ingest.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;

/** Trees as JSON. NaN and infinities become null: JSON has none, and sensors mean "no value". */
final class JsonBytes {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonBytes() {}

  static byte[] of(JsonNode tree) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      write(tree, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes all
    }
    return bytes.toByteArray();
  }

  private static void write(JsonNode node, JsonGenerator json) throws IOException {
    if (node.isObject()) {
      json.writeStartObject();
      for (Iterator<Map.Entry<String, JsonNode>> each = node.fields(); each.hasNext(); ) {
        Map.Entry<String, JsonNode> field = each.next();
        json.writeFieldName(field.getKey());
        write(field.getValue(), json);
      }
      json.writeEndObject();
    } else if (node.isArray()) {
      json.writeStartArray();
      for (JsonNode each : node) {
        write(each, json);
      }
      json.writeEndArray();
    } else if (node.isNumber()) {
      number(node, json);
    } else if (node.isBoolean()) {
      json.writeBoolean(node.booleanValue());
    } else if (node.isTextual()) {
      json.writeString(node.textValue());
    } else {
      json.writeNull();
    }
  }

  private static void number(JsonNode node, JsonGenerator json) throws IOException {
    if (node.isFloatingPointNumber() && !node.isBigDecimal()) {
      double value = node.doubleValue();
      if (!Double.isFinite(value)) {
        json.writeNull();
        return;
      }
    }
    json.writeNumber(node.asText());
  }
}
