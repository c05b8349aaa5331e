package dev.millrace.ingest.decode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed reads of a JSON object, each with a message that names the field. */
final class JsonFields {

  private final JsonNode tree;

  JsonFields(JsonNode tree) {
    this.tree = tree;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean has(String name) {
    return tree.hasNonNull(name);
  }

  boolean isObject(String name) {
    JsonNode node = tree.get(name);
    return node != null && node.isObject();
  }

  boolean isNumber(String name) {
    JsonNode node = tree.get(name);
    return node != null && node.isNumber();
  }

  JsonFields object(String name) throws Rejection {
    JsonNode node = present(name);
    if (!node.isObject()) {
      throw wrongType(name, node, "an object");
    }
    return new JsonFields(node);
  }

  List<JsonFields> objects(String name) throws Rejection {
    List<JsonFields> all = new ArrayList<>();
    for (JsonNode node : array(name)) {
      if (!node.isObject()) {
        throw wrongType(name, node, "an array of objects");
      }
      all.add(new JsonFields(node));
    }
    return all;
  }

  List<Double> numbers(String name) throws Rejection {
    List<Double> all = new ArrayList<>();
    for (JsonNode node : array(name)) {
      all.add(asNumber(name, node));
    }
    return all;
  }

  private JsonNode array(String name) throws Rejection {
    JsonNode node = present(name);
    if (!node.isArray()) {
      throw wrongType(name, node, "an array");
    }
    return node;
  }

  double number(String name) throws Rejection {
    return asNumber(name, present(name));
  }

  /** A number; NaN for {@code null}, which says that there was no value. */
  double numberOrNan(String name) throws Rejection {
    JsonNode node = tree.get(name);
    return node == null || node.isNull() ? Double.NaN : asNumber(name, node);
  }

  private static double asNumber(String name, JsonNode node) throws Rejection {
    if (!node.isNumber()) {
      throw wrongType(name, node, "a number");
    }
    return node.doubleValue();
  }

  String text(String name) throws Rejection {
    JsonNode node = present(name);
    if (!node.isTextual()) {
      throw wrongType(name, node, "a text");
    }
    return node.textValue();
  }

  @Nullable String textOrNull(String name) throws Rejection {
    return has(name) ? text(name) : null;
  }

  /** An id or a time, which may be written as a text or a whole number; null where absent. */
  @Nullable String id(String name) throws Rejection {
    if (!has(name)) {
      return null;
    }
    JsonNode node = tree.get(name);
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return Long.toString(node.longValue());
    }
    throw wrongType(name, node, "a text or a whole number");
  }

  /** The texts of an inner object; none where it is absent. */
  Map<String, String> texts(String name) throws Rejection {
    Map<String, String> all = new LinkedHashMap<>();
    if (has(name)) {
      JsonFields inner = object(name);
      for (String key : inner.names()) {
        all.put(key, inner.text(key));
      }
    }
    return all;
  }

  private JsonNode present(String name) throws Rejection {
    JsonNode node = tree.get(name);
    if (node == null || node.isNull()) {
      throw new Rejection(
          Cause.MISSING_FIELD,
          "field '" + name + "' is missing, present are " + shownNames() + "; send it");
    }
    return node;
  }

  private List<String> shownNames() {
    List<String> names = names();
    return names.size() > 20 ? names.subList(0, 20) : names;
  }

  private static Rejection wrongType(String name, JsonNode node, String expected) {
    return new Rejection(
        Cause.WRONG_TYPE,
        "field '"
            + name
            + "' must be "
            + expected
            + ", not "
            + node.getNodeType()
            + "; correct it");
  }
}
