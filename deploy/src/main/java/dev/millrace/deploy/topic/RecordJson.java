package dev.millrace.deploy.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro records as JSON for people and scripts. Fields keep the order of the schema; bytes are
 * base64; NaN and the infinities, which JSON lacks, are null; a record carries its name as {@code
 * type} where more than one could stand.
 */
public final class RecordJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RecordJson() {}

  /** A record as it stands on a topic, with its {@code type} in front. */
  public static ObjectNode of(IndexedRecord record) {
    ObjectNode node = JSON.objectNode();
    node.put("type", record.getSchema().getName());
    return fields(node, record);
  }

  private static ObjectNode fields(ObjectNode node, IndexedRecord record) {
    for (Schema.Field field : record.getSchema().getFields()) {
      node.set(field.name(), value(record.get(field.pos()), isChoice(field.schema())));
    }
    return node;
  }

  /** Whether a union offers several records, so that a reader must be told which it is. */
  private static boolean isChoice(Schema schema) {
    return schema.isUnion()
        && schema.getTypes().stream()
                .filter(branch -> branch.getType() == Schema.Type.RECORD)
                .count()
            > 1;
  }

  private static JsonNode value(@Nullable Object value, boolean choice) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof IndexedRecord record) {
      return choice ? of(record) : fields(JSON.objectNode(), record);
    }
    if (value instanceof Collection<?> items) {
      ArrayNode array = JSON.arrayNode();
      items.forEach(item -> array.add(value(item, choice)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.objectNode();
      map.forEach((key, item) -> object.set(key.toString(), value(item, choice)));
      return object;
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number) ? JSON.numberNode(number) : JSON.nullNode();
    }
    if (value instanceof Float number) {
      return Float.isFinite(number) ? JSON.numberNode(number) : JSON.nullNode();
    }
    if (value instanceof Long number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Integer number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return JSON.binaryNode(copy);
    }
    return JSON.textNode(value.toString());
  }
}
