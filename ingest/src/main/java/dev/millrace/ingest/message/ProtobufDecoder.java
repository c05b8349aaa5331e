package dev.millrace.ingest.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.millrace.ingest.message.Value.Group;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    try {
      FileDescriptorSet set = FileDescriptorSet.parseFrom(descriptors.duplicate());
      Map<String, FileDescriptorProto> protos = new HashMap<>();
      set.getFileList().forEach(file -> protos.put(file.getName(), file));
      Map<String, FileDescriptor> built = new HashMap<>();
      for (FileDescriptorProto file : set.getFileList()) {
        Descriptor found = find(build(file, protos, built, 0), name);
        if (found != null) {
          return new ProtobufDecoder(found);
        }
      }
    } catch (InvalidProtocolBufferException | DescriptorValidationException | RuntimeException e) {
      // Damaged descriptors end in NullPointerExceptions of the library too.
      throw new UnreadableMessage(
          "its schema is no sound set of descriptors: " + e.getMessage(), e);
    }
    throw new UnreadableMessage("its schema has no message type " + name);
  }

  private static FileDescriptor build(
      FileDescriptorProto file,
      Map<String, FileDescriptorProto> protos,
      Map<String, FileDescriptor> built,
      int depth)
      throws DescriptorValidationException, UnreadableMessage {
    Budget.checkDepth(depth);
    FileDescriptor known = built.get(file.getName());
    if (known != null) {
      return known;
    }
    List<FileDescriptor> needed = new ArrayList<>();
    for (String name : file.getDependencyList()) {
      FileDescriptorProto dependency = protos.get(name);
      if (dependency == null) {
        throw new UnreadableMessage("its schema lacks the file " + name);
      }
      needed.add(build(dependency, protos, built, depth + 1));
    }
    FileDescriptor descriptor =
        FileDescriptor.buildFrom(file, needed.toArray(FileDescriptor[]::new));
    built.put(file.getName(), descriptor);
    return descriptor;
  }

  private static @Nullable Descriptor find(FileDescriptor file, String name) {
    List<Descriptor> all = new ArrayList<>(file.getMessageTypes());
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).getFullName().equals(name)) {
        return all.get(i);
      }
      all.addAll(all.get(i).getNestedTypes());
    }
    return null;
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
