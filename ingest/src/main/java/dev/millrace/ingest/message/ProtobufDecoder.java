package dev.millrace.ingest.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.millrace.ingest.message.Value.Group;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads protobuf messages by the descriptors of their files. */
final class ProtobufDecoder implements MessageDecoder {

  private final Descriptor type;

  private ProtobufDecoder(Descriptor type) {
    this.type = type;
  }

  /**
   * A decoder.
   *
   * @param name full name of the message type
   * @param descriptors a {@code FileDescriptorSet} with all that the type needs
   */
  static ProtobufDecoder of(String name, ByteBuffer descriptors) throws UnreadableMessage {
    return new ProtobufDecoder(ProtobufTypes.of(descriptors).byName(name));
  }

  @Override
  public Group decode(ByteBuffer payload) throws UnreadableMessage {
    try {
      ByteString bytes = ByteString.copyFrom(payload.duplicate());
      return group(DynamicMessage.parseFrom(type, bytes), new Budget(), 0);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableMessage("no sound protobuf message: " + e.getMessage(), e);
    }
  }

  /** Every field that has a value or a default; absent messages are left out. */
  private static Group group(Message message, Budget budget, int depth) throws UnreadableMessage {
    Budget.checkDepth(depth);
    budget.take(1);
    Map<String, Value> values = new LinkedHashMap<>();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        values.put(field.getName(), repeated((List<?>) message.getField(field), budget, depth));
      } else if (!field.hasPresence() || message.hasField(field)) {
        values.put(field.getName(), one(message.getField(field), budget, depth));
      }
    }
    return new Group(values);
  }

  private static Value repeated(List<?> all, Budget budget, int depth) throws UnreadableMessage {
    budget.take(1);
    if (all.isEmpty() || all.get(0) instanceof Number) {
      return new Value.Series(all.size(), i -> number((Number) all.get(i)), null);
    }
    List<Value> values = new ArrayList<>();
    for (Object each : all) {
      values.add(one(each, budget, depth));
    }
    return new Value.Items(values);
  }

  private static Value one(Object value, Budget budget, int depth) throws UnreadableMessage {
    budget.take(1);
    if (value instanceof Message message) {
      return group(message, budget, depth + 1);
    }
    if (value instanceof ByteString bytes) {
      ByteBuffer view = bytes.asReadOnlyByteBuffer();
      return new Value.Series(bytes.size(), i -> view.get(i) & 0xffL, view);
    }
    if (value instanceof EnumValueDescriptor constant) {
      return new Value.Num((long) constant.getNumber());
    }
    if (value instanceof Boolean truth) {
      return new Value.Num(truth ? 1L : 0L);
    }
    return value instanceof Number number
        ? new Value.Num(number(number))
        : new Value.Text(value.toString());
  }

  private static Number number(Number number) {
    if (number instanceof Float || number instanceof Double) {
      return number.doubleValue();
    }
    return number.longValue();
  }
}
