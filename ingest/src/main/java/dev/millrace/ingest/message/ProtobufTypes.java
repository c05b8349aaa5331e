package dev.millrace.ingest.message;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Message types of a set of descriptors. Google's own files, which many sets leave out, are known;
 * all else that a file needs must be in the set.
 */
final class ProtobufTypes {

  private static final Map<String, FileDescriptor> WELL_KNOWN = new HashMap<>();

  static {
    for (FileDescriptor file :
        List.of(
            AnyProto.getDescriptor(),
            ApiProto.getDescriptor(),
            DescriptorProtos.getDescriptor(),
            DurationProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            SourceContextProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            TypeProto.getDescriptor(),
            WrappersProto.getDescriptor())) {
      WELL_KNOWN.put(file.getName(), file);
    }
  }

  private final Map<String, FileDescriptorProto> protos = new HashMap<>();
  private final Map<String, FileDescriptor> built = new HashMap<>();
  private final List<FileDescriptor> files = new ArrayList<>();

  private ProtobufTypes() {}

  /**
   * The types of a set.
   *
   * @param descriptors a {@code FileDescriptorSet}
   */
  static ProtobufTypes of(ByteBuffer descriptors) throws UnreadableMessage {
    try {
      FileDescriptorSet set = FileDescriptorSet.parseFrom(descriptors.duplicate());
      ProtobufTypes types = new ProtobufTypes();
      set.getFileList().forEach(file -> types.protos.put(file.getName(), file));
      for (FileDescriptorProto file : set.getFileList()) {
        types.files.add(types.build(file, 0));
      }
      return types;
    } catch (InvalidProtocolBufferException | DescriptorValidationException | RuntimeException e) {
      // Damaged descriptors end in NullPointerExceptions of the library too.
      throw new UnreadableMessage(
          "its schema is no sound set of descriptors: " + e.getMessage(), e);
    }
  }

  private FileDescriptor build(FileDescriptorProto file, int depth)
      throws DescriptorValidationException, UnreadableMessage {
    Budget.checkDepth(depth);
    FileDescriptor known = built.get(file.getName());
    if (known != null) {
      return known;
    }
    List<FileDescriptor> needed = new ArrayList<>();
    for (String name : file.getDependencyList()) {
      FileDescriptorProto dependency = protos.get(name);
      FileDescriptor standard = WELL_KNOWN.get(name);
      if (dependency == null && standard == null) {
        throw new UnreadableMessage("its schema lacks the file " + name);
      }
      needed.add(dependency == null ? standard : build(dependency, depth + 1));
    }
    FileDescriptor descriptor =
        FileDescriptor.buildFrom(file, needed.toArray(FileDescriptor[]::new));
    built.put(file.getName(), descriptor);
    return descriptor;
  }

  /** The type of a full name, of the first file that has it. */
  Descriptor byName(String name) throws UnreadableMessage {
    for (FileDescriptor file : files) {
      Descriptor found = find(file, name);
      if (found != null) {
        return found;
      }
    }
    throw new UnreadableMessage("its schema has no message type " + name);
  }

  /** The type at a place within the last file of the set: of each level its index. */
  Descriptor byIndexes(List<Integer> indexes) throws UnreadableMessage {
    Descriptor at = null;
    for (int index : indexes) {
      List<Descriptor> level =
          at == null ? files.get(files.size() - 1).getMessageTypes() : at.getNestedTypes();
      if (index < 0 || index >= level.size()) {
        throw new UnreadableMessage("its schema has no message type at the indexes " + indexes);
      }
      at = level.get(index);
    }
    if (at == null) {
      throw new UnreadableMessage("it names no message type");
    }
    return at;
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
}
