package dev.millrace.ingest.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * Reads Protobuf messages by their descriptors into trees as of JSON, fields by the names in the
 * {@code .proto} file. Enums are their names, bytes are base 64, a {@code
 * google.protobuf.Timestamp} is ISO-8601, a wrapper such as {@code google.protobuf.DoubleValue} its
 * value; absent messages and absent optional fields are left out. Thread-safe.
 */
public final class ProtobufMessages {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String TIMESTAMP = "google.protobuf.Timestamp";
  private static final String WRAPPERS = "google/protobuf/wrappers.proto";
  private static final long UNSIGNED = 0xffff_ffffL;

  private final Descriptor type;

  private ProtobufMessages(Descriptor type) {
    this.type = type;
  }

  /**
   * A reader of one type.
   *
   * @param descriptors a {@code FileDescriptorSet}
   * @param name full name of the type
   */
  public static ProtobufMessages named(ByteBuffer descriptors, String name)
      throws UnreadableMessage {
    return new ProtobufMessages(ProtobufTypes.of(descriptors).byName(name));
  }

  /**
   * A reader of the type at a place.
   *
   * @param descriptors a {@code FileDescriptorSet}, whose last file has the type
   * @param indexes of each level, from the outermost
   */
  public static ProtobufMessages at(ByteBuffer descriptors, List<Integer> indexes)
      throws UnreadableMessage {
    return new ProtobufMessages(ProtobufTypes.of(descriptors).byIndexes(indexes));
  }

  /** The fields of a message, which takes all that is left of the bytes. */
  public ObjectNode read(ByteBuffer bytes) throws UnreadableMessage {
    try {
      DynamicMessage message = DynamicMessage.parseFrom(type, ByteString.copyFrom(bytes.slice()));
      return object(message, new Budget(), 0);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableMessage(
          "no sound message of type " + type.getFullName() + ": " + e.getMessage(), e);
    }
  }

  private static ObjectNode object(Message message, Budget budget, int depth)
      throws UnreadableMessage {
    Budget.checkDepth(depth);
    ObjectNode object = JSON.objectNode();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isMapField()) {
        object.set(field.getName(), map((List<?>) message.getField(field), budget, depth));
      } else if (field.isRepeated()) {
        object.set(field.getName(), array(field, (List<?>) message.getField(field), budget, depth));
      } else if (!field.hasPresence() || message.hasField(field)) {
        object.set(field.getName(), value(field, message.getField(field), budget, depth));
      }
    }
    return object;
  }

  private static JsonNode array(FieldDescriptor field, List<?> all, Budget budget, int depth)
      throws UnreadableMessage {
    ArrayNode array = JSON.arrayNode();
    for (Object each : all) {
      array.add(value(field, each, budget, depth));
    }
    return array;
  }

  private static JsonNode map(List<?> entries, Budget budget, int depth) throws UnreadableMessage {
    ObjectNode map = JSON.objectNode();
    for (Object each : entries) {
      Message entry = (Message) each;
      List<FieldDescriptor> fields = entry.getDescriptorForType().getFields();
      String key = entry.getField(fields.get(0)).toString();
      map.set(key, value(fields.get(1), entry.getField(fields.get(1)), budget, depth));
    }
    return map;
  }

  private static JsonNode value(FieldDescriptor field, Object value, Budget budget, int depth)
      throws UnreadableMessage {
    budget.take(1);
    if (value instanceof Message message) {
      return message(message, budget, depth);
    }
    if (value instanceof ByteString bytes) {
      return AvroMessages.base64(bytes.asReadOnlyByteBuffer());
    }
    if (value instanceof EnumValueDescriptor constant) {
      return TextNode.valueOf(constant.getName());
    }
    if (value instanceof Boolean truth) {
      return BooleanNode.valueOf(truth);
    }
    return value instanceof Number number
        ? number(field, number)
        : TextNode.valueOf(value.toString());
  }

  private static JsonNode message(Message message, Budget budget, int depth)
      throws UnreadableMessage {
    Descriptor type = message.getDescriptorForType();
    if (type.getFullName().equals(TIMESTAMP)) {
      return time(message);
    }
    if (type.getFile().getName().equals(WRAPPERS)) {
      FieldDescriptor only = type.getFields().get(0);
      return value(only, message.getField(only), budget, depth);
    }
    return object(message, budget, depth + 1);
  }

  private static JsonNode time(Message message) throws UnreadableMessage {
    List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
    long seconds = ((Number) message.getField(fields.get(0))).longValue();
    long nanos = ((Number) message.getField(fields.get(1))).longValue();
    try {
      return TextNode.valueOf(Instant.ofEpochSecond(seconds, nanos).toString());
    } catch (DateTimeException | ArithmeticException e) {
      throw new UnreadableMessage("a time of " + seconds + " s is none", e);
    }
  }

  private static JsonNode number(FieldDescriptor field, Number number) {
    if (number instanceof Double real) {
      return DoubleNode.valueOf(real);
    }
    if (number instanceof Float real) {
      return FloatNode.valueOf(real);
    }
    return switch (field.getType()) {
      case UINT32, FIXED32 -> LongNode.valueOf(number.longValue() & UNSIGNED);
      case UINT64, FIXED64 ->
          number.longValue() >= 0
              ? LongNode.valueOf(number.longValue())
              : JSON.numberNode(new BigInteger(Long.toUnsignedString(number.longValue())));
      default -> LongNode.valueOf(number.longValue());
    };
  }
}
