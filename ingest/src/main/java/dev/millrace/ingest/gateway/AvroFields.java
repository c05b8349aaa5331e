package dev.millrace.ingest.gateway;

import dev.millrace.ingest.message.AvroMessages;
import dev.millrace.ingest.message.UnreadableMessage;
import dev.millrace.ingest.registry.RegistryUnreachable;
import dev.millrace.ingest.registry.SchemaCache;
import dev.millrace.ingest.registry.SchemaFile;
import dev.millrace.ingest.registry.Schemas;
import dev.millrace.ingest.registry.UnknownSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Avro records that name their schema by number. */
final class AvroFields implements FieldsReader {

  private final Schemas schemas;
  private final SchemaCache<AvroMessages> known;

  AvroFields(Schemas schemas) {
    this.schemas = schemas;
    this.known = new SchemaCache<>(this::load, System::nanoTime);
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

  private AvroMessages load(int id) throws UnknownSchema, RegistryUnreachable {
    List<String> texts = new ArrayList<>();
    for (SchemaFile file : schemas.byId(id)) {
      texts.add(new String(file.content(), StandardCharsets.UTF_8));
    }
    try {
      return AvroMessages.of(texts);
    } catch (UnreadableMessage e) {
      throw new UnknownSchema("schema " + id + ": " + e.problem());
    }
  }

  @Override
  public Fields read(byte[] value) throws UnreadableValue, RegistryUnreachable {
    RegistryFrame frame = RegistryFrame.of(value);
    try {
      return Fields.of(known.get(frame.schema()).read(frame.body()));
    } catch (UnknownSchema e) {
      throw new UnreadableValue(String.valueOf(e.getMessage()));
    } catch (UnreadableMessage e) {
      throw new UnreadableValue("no Avro record of schema " + frame.schema() + ": " + e.problem());
    }
  }

  @Override
  public void close() {
    schemas.close();
  }
}
