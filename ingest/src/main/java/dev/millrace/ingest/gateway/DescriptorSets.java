package dev.millrace.ingest.gateway;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.millrace.ingest.message.UnreadableMessage;
import dev.millrace.ingest.registry.SchemaFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A registry's files as one set of descriptors. The registry gives each by itself, and only the
 * reference knows by which name others import it.
 */
final class DescriptorSets {

  /** Options of the registry's own, which are nothing to a reader, imported without a reference. */
  private static final String META = "confluent/meta.proto";

  private static final String MAIN = "the-schema-itself.proto";

  private DescriptorSets() {}

  /**
   * The set, with the last file last.
   *
   * @param files as {@code Schemas} gives them
   */
  static ByteBuffer of(List<SchemaFile> files) throws UnreadableMessage {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    Set<String> names = files.stream().map(SchemaFile::name).collect(Collectors.toSet());
    if (!names.contains(META)) {
      set.addFile(FileDescriptorProto.newBuilder().setName(META));
    }
    for (SchemaFile file : files) {
      try {
        set.addFile(
            FileDescriptorProto.newBuilder()
                .mergeFrom(file.content())
                .setName(file.name().isEmpty() ? MAIN : file.name()));
      } catch (InvalidProtocolBufferException e) {
        throw new UnreadableMessage("no sound descriptor: " + e.getMessage(), e);
      }
    }
    return set.build().toByteString().asReadOnlyByteBuffer();
  }
}
