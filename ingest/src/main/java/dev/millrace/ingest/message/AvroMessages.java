package dev.millrace.ingest.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Reads records in Avro's binary encoding (Avro 1.12 specification, "Binary encoding") by the
 * schema that they were written with, into trees as of JSON. Every length is held against what is
 * left before anything is made, and values are counted, so a few bytes can't become gigabytes.
 *
 * <p>Enums are their symbols, bytes are base 64, times of the logical types are ISO-8601, decimals
 * are numbers; a union is the value itself. Thread-safe.
 */
public final class AvroMessages {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Schema schema;

  private AvroMessages(Schema schema) {
    this.schema = schema;
  }

  /**
   * A reader.
   *
   * @param schemas schemas in JSON: what others need first, and last the one of the records
   * @throws UnreadableMessage if they are none, or the last is not of a record
   */
  public static AvroMessages of(List<String> schemas) throws UnreadableMessage {
    Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
    Schema last = null;
    try {
      for (String text : schemas) {
        last = parser.parse(text);
      }
    } catch (SchemaParseException | StackOverflowError e) {
      throw new UnreadableMessage("its schema can't be parsed: " + e.getMessage(), e);
    }
    if (last == null || last.getType() != Schema.Type.RECORD) {
      throw new UnreadableMessage("its schema is of no record");
    }
    return new AvroMessages(last);
  }

  /** The fields of a record, which takes all that is left of the bytes. */
  public ObjectNode read(ByteBuffer bytes) throws UnreadableMessage {
    AvroBytes in = new AvroBytes(bytes);
    ObjectNode record = record(schema, in, new Budget(), 0);
    if (in.left() > 0) {
      throw new UnreadableMessage(
          in.left() + " bytes are left over: it was written with another schema than " + name());
    }
    return record;
  }

  private String name() {
    return schema.getFullName();
  }

  private static ObjectNode record(Schema schema, AvroBytes in, Budget budget, int depth)
      throws UnreadableMessage {
    Budget.checkDepth(depth);
    ObjectNode record = JSON.objectNode();
    for (Schema.Field field : schema.getFields()) {
      record.set(field.name(), value(field.schema(), in, budget, depth + 1));
    }
    return record;
  }

  private static JsonNode value(Schema schema, AvroBytes in, Budget budget, int depth)
      throws UnreadableMessage {
    budget.take(1);
    return switch (schema.getType()) {
      case RECORD -> record(schema, in, budget, depth);
      case ENUM -> TextNode.valueOf(choice(schema.getEnumSymbols(), in));
      case ARRAY -> array(schema.getElementType(), in, budget, depth);
      case MAP -> map(schema.getValueType(), in, budget, depth);
      case UNION -> union(schema, in, budget, depth);
      case FIXED -> AvroLogical.bytes(schema, in.take(schema.getFixedSize()));
      case BYTES -> AvroLogical.bytes(schema, in.take(in.number()));
      case STRING -> TextNode.valueOf(in.text());
      case INT -> AvroLogical.whole(schema, whole(in));
      case LONG -> AvroLogical.whole(schema, in.number());
      case FLOAT -> FloatNode.valueOf(in.take(Float.BYTES).getFloat());
      case DOUBLE -> DoubleNode.valueOf(in.take(Double.BYTES).getDouble());
      case BOOLEAN -> BooleanNode.valueOf(in.take(1).get() != 0);
      case NULL -> NullNode.instance;
    };
  }

  private static long whole(AvroBytes in) throws UnreadableMessage {
    long number = in.number();
    if (number != (int) number) {
      throw new UnreadableMessage("an int is " + number + ", outside of 32 bits");
    }
    return number;
  }

  private static <T> T choice(List<T> all, AvroBytes in) throws UnreadableMessage {
    long index = in.number();
    if (index < 0 || index >= all.size()) {
      throw new UnreadableMessage("choice " + index + " of an enum or a union of " + all.size());
    }
    return all.get((int) index);
  }

  private static JsonNode union(Schema schema, AvroBytes in, Budget budget, int depth)
      throws UnreadableMessage {
    Budget.checkDepth(depth);
    return value(choice(schema.getTypes(), in), in, budget, depth + 1);
  }

  private static JsonNode array(Schema element, AvroBytes in, Budget budget, int depth)
      throws UnreadableMessage {
    Budget.checkDepth(depth);
    ArrayNode array = JSON.arrayNode();
    for (long block = in.block(); block > 0; block = in.block()) {
      for (long i = 0; i < block; i++) {
        array.add(value(element, in, budget, depth + 1));
      }
    }
    return array;
  }

  private static JsonNode map(Schema element, AvroBytes in, Budget budget, int depth)
      throws UnreadableMessage {
    Budget.checkDepth(depth);
    ObjectNode map = JSON.objectNode();
    for (long block = in.block(); block > 0; block = in.block()) {
      for (long i = 0; i < block; i++) {
        String key = in.text();
        map.set(key, value(element, in, budget, depth + 1));
      }
    }
    return map;
  }

  /** Bytes as a text. */
  static TextNode base64(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return TextNode.valueOf(Base64.getEncoder().encodeToString(copy));
  }
}
