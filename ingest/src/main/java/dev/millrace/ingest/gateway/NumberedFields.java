package dev.millrace.ingest.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingest.message.UnreadableMessage;
import dev.millrace.ingest.registry.RegistryUnreachable;
import dev.millrace.ingest.registry.SchemaCache;
import dev.millrace.ingest.registry.SchemaFile;
import dev.millrace.ingest.registry.Schemas;
import dev.millrace.ingest.registry.UnknownSchema;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Records that name their schema by number.
 *
 * @param <T> what is made of a schema, once
 */
final class NumberedFields<T> implements FieldsReader {

  /** Makes something of a schema and of what it needs. */
  interface Maker<T> {
    T make(List<SchemaFile> files) throws UnreadableMessage;
  }

  /** Reads what stands behind the number of the schema. */
  interface Reader<T> {
    JsonNode read(T made, ByteBuffer body) throws UnreadableMessage, UnreadableValue;
  }

  private final String refusal;
  private final Schemas schemas;
  private final Maker<T> maker;
  private final Reader<T> reader;
  private final SchemaCache<T> known;

  /**
   * @param refusal what a record is called that its schema does not fit, before the schema's number
   */
  NumberedFields(String refusal, Schemas schemas, Maker<T> maker, Reader<T> reader) {
    this.refusal = refusal;
    this.schemas = schemas;
    this.maker = maker;
    this.reader = reader;
    this.known = new SchemaCache<>(this::load, System::nanoTime);
  }

  private T load(int id) throws UnknownSchema, RegistryUnreachable {
    try {
      return maker.make(schemas.byId(id));
    } catch (UnreadableMessage e) {
      throw new UnknownSchema("schema " + id + ": " + e.problem());
    }
  }

  @Override
  public Fields read(byte[] value) throws UnreadableValue, RegistryUnreachable {
    RegistryFrame frame = RegistryFrame.of(value);
    try {
      return Fields.of(reader.read(known.get(frame.schema()), frame.body()));
    } catch (UnknownSchema e) {
      throw new UnreadableValue(String.valueOf(e.getMessage()));
    } catch (UnreadableMessage e) {
      throw new UnreadableValue(refusal + " " + frame.schema() + ": " + e.problem());
    }
  }

  @Override
  public void close() {
    schemas.close();
  }
}
