package dev.millrace.ingest.registry;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Schemas in a folder: {@code NUMBER.avsc} in JSON with all that it needs inside, or {@code
 * NUMBER.desc}, a Protobuf descriptor set with the schema's own file last, as {@code protoc} writes
 * it. What is added while others read is found.
 *
 * @param folder the folder
 * @param form form of its files
 */
public record FolderSchemas(Path folder, Form form) implements Schemas {

  private static final int MOST_BYTES = 4 << 20;

  @Override
  public List<SchemaFile> byId(int id) throws UnknownSchema, RegistryUnreachable {
    Path file = folder.resolve(id + (form == Form.AVRO ? ".avsc" : ".desc"));
    try {
      byte[] content = read(file);
      return form == Form.AVRO ? List.of(new SchemaFile("", content)) : parts(content, file);
    } catch (NoSuchFileException e) {
      throw new UnknownSchema("there is no " + file);
    } catch (IOException e) {
      throw new RegistryUnreachable(file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static List<SchemaFile> parts(byte[] set, Path file) throws UnknownSchema {
    try {
      List<FileDescriptorProto> files = FileDescriptorSet.parseFrom(set).getFileList();
      List<SchemaFile> parts = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        FileDescriptorProto part = files.get(i);
        boolean own = i == files.size() - 1;
        parts.add(new SchemaFile(own ? "" : part.getName(), part.toByteArray()));
      }
      return parts;
    } catch (InvalidProtocolBufferException e) {
      throw new UnknownSchema(file + " is no descriptor set: " + e.getMessage());
    }
  }

  /**
   * A file of a schema.
   *
   * @throws IOException also if it is larger than any schema
   */
  public static byte[] read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " has more than " + MOST_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }
}
