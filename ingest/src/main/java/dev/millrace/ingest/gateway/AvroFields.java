package dev.millrace.ingest.gateway;

import dev.millrace.ingest.message.AvroMessages;
import dev.millrace.ingest.message.UnreadableMessage;
import dev.millrace.ingest.registry.SchemaFile;
import dev.millrace.ingest.registry.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records in Avro. */
final class AvroFields {

  private AvroFields() {}

  /** Records that name their schema by number. */
  static FieldsReader of(Schemas schemas) {
    return new NumberedFields<>(
        "no Avro record of schema", schemas, AvroFields::messages, AvroMessages::read);
  }

  /** Records of one schema, which they don't name. */
  static FieldsReader ofOne(AvroMessages messages) {
    return value -> {
      try {
        return Fields.of(messages.read(ByteBuffer.wrap(value)));
      } catch (UnreadableMessage e) {
        throw new UnreadableValue("no Avro record of schemas.file: " + e.problem());
      }
    };
  }

  private static AvroMessages messages(List<SchemaFile> files) throws UnreadableMessage {
    List<String> texts = new ArrayList<>();
    for (SchemaFile file : files) {
      texts.add(new String(file.content(), StandardCharsets.UTF_8));
    }
    return AvroMessages.of(texts);
  }
}
