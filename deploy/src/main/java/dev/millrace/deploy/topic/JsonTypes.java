package dev.millrace.deploy.topic;

import java.util.Map;
import org.apache.avro.Schema;

/** What JSON makes of Avro's types, in the words of JSON Schema. */
final class JsonTypes {

  private static final Map<Schema.Type, String> TYPES =
      Map.ofEntries(
          Map.entry(Schema.Type.STRING, "string"),
          Map.entry(Schema.Type.BYTES, "string"),
          Map.entry(Schema.Type.INT, "integer"),
          Map.entry(Schema.Type.LONG, "integer"),
          Map.entry(Schema.Type.FLOAT, "number"),
          Map.entry(Schema.Type.DOUBLE, "number"),
          Map.entry(Schema.Type.BOOLEAN, "boolean"),
          Map.entry(Schema.Type.ARRAY, "array"),
          Map.entry(Schema.Type.MAP, "object"),
          Map.entry(Schema.Type.RECORD, "object"));

  private JsonTypes() {}

  /** The type's name; empty where it may be one of several. */
  static String of(Schema schema) {
    return TYPES.getOrDefault(schema.getType(), "");
  }
}
