package dev.millrace.ingest.gateway;

import dev.millrace.ingest.message.AvroMessages;
import dev.millrace.ingest.message.ProtobufMessages;
import dev.millrace.ingest.message.UnreadableMessage;
import dev.millrace.ingest.registry.FolderSchemas;
import dev.millrace.ingest.registry.RegistrySchemas;
import dev.millrace.ingest.registry.RegistryUnreachable;
import dev.millrace.ingest.registry.Schemas;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.task.KafkaSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of contents that have fields. */
final class FieldsReaders {

  private FieldsReaders() {}

  /**
   * A reader.
   *
   * @throws UnusableSource if its schemas are not where they should be
   */
  static FieldsReader open(KafkaSpec.Content content) {
    return switch (content.type()) {
      case JSON -> new JsonFields();
      case CSV -> new CsvFields(content.fields());
      case AVRO ->
          content.schemas() instanceof KafkaSpec.SchemaFile file
              ? oneAvro(Path.of(file.path()))
              : AvroFields.of(schemas(content.schemas(), Schemas.Form.AVRO));
      case PROTOBUF ->
          content.schemas() instanceof KafkaSpec.SchemaFile file
              ? oneProtobuf(Path.of(file.path()), String.valueOf(file.message()))
              : ProtobufFields.of(schemas(content.schemas(), Schemas.Form.PROTOBUF));
      case TEXT, IMAGE, RAW ->
          throw new IllegalArgumentException(content.type() + " has no fields");
    };
  }

  private static FieldsReader oneAvro(Path file) {
    try {
      String text = new String(FolderSchemas.read(file), StandardCharsets.UTF_8);
      return AvroFields.ofOne(AvroMessages.of(List.of(text)));
    } catch (IOException | UnreadableMessage e) {
      throw unusable(file, "an Avro schema in JSON", e);
    }
  }

  private static FieldsReader oneProtobuf(Path file, String message) {
    try {
      ByteBuffer descriptors = ByteBuffer.wrap(FolderSchemas.read(file));
      return ProtobufFields.ofOne(ProtobufMessages.named(descriptors, message));
    } catch (IOException | UnreadableMessage e) {
      throw unusable(
          file, "a descriptor set (protoc --include_imports --descriptor_set_out=FILE)", e);
    }
  }

  private static Schemas schemas(KafkaSpec.@Nullable SchemaSource source, Schemas.Form form) {
    if (source instanceof KafkaSpec.SchemaFolder folder) {
      Path path = Path.of(folder.path());
      if (!Files.isDirectory(path)) {
        throw new UnusableSource("schemas.folder " + path + " is no folder; make it");
      }
      return new FolderSchemas(path, form);
    }
    KafkaSpec.Registry registry = (KafkaSpec.Registry) source;
    if (registry == null) {
      throw new IllegalArgumentException(form + " needs schemas");
    }
    String login = registry.settings();
    try {
      return RegistrySchemas.open(
          registry.url(),
          login == null ? null : Credentials.read(Path.of(login)).basicAuthorization(),
          form);
    } catch (RegistryUnreachable e) {
      throw new UnusableSource(String.valueOf(e.getMessage()), e);
    }
  }

  private static UnusableSource unusable(Path file, String expected, Exception e) {
    return new UnusableSource(
        "schemas.file "
            + file
            + " can't be used: "
            + e.getMessage()
            + "; it should hold "
            + expected,
        e);
  }
}
