package dev.millrace.ingest.gateway;

import dev.millrace.ingest.message.ProtobufMessages;
import dev.millrace.ingest.message.UnreadableMessage;
import dev.millrace.ingest.registry.RegistryUnreachable;
import dev.millrace.ingest.registry.SchemaCache;
import dev.millrace.ingest.registry.Schemas;
import dev.millrace.ingest.registry.UnknownSchema;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Protobuf messages that name their schema by number and their type by its place in the schema's
 * file: a list of indexes, one for each level of nesting.
 */
final class ProtobufFields implements FieldsReader {

  private final Schemas schemas;
  private final SchemaCache<Types> known;

  /** Readers of the types of one schema. */
  private static final class Types {

    /** Garbage names types at random; a file has no more than this by far. */
    private static final int MOST = 1000;

    private final ByteBuffer descriptors;
    private final Map<List<Integer>, ProtobufMessages> byIndexes = new HashMap<>();

    Types(ByteBuffer descriptors) {
      this.descriptors = descriptors;
    }

    ProtobufMessages at(List<Integer> indexes) throws UnreadableMessage {
      ProtobufMessages messages = byIndexes.get(indexes);
      if (messages == null) {
        messages = ProtobufMessages.at(descriptors, indexes);
        if (byIndexes.size() < MOST) {
          byIndexes.put(indexes, messages);
        }
      }
      return messages;
    }
  }

  ProtobufFields(Schemas schemas) {
    this.schemas = schemas;
    this.known = new SchemaCache<>(this::load, System::nanoTime);
  }

  /** Messages of one type, which they don't name. */
  static FieldsReader ofOne(ProtobufMessages messages) {
    return value -> {
      try {
        return Fields.of(messages.read(ByteBuffer.wrap(value)));
      } catch (UnreadableMessage e) {
        throw new UnreadableValue(e.problem() + "; see schemas.file and schemas.message");
      }
    };
  }

  private Types load(int id) throws UnknownSchema, RegistryUnreachable {
    try {
      return new Types(DescriptorSets.of(schemas.byId(id)));
    } catch (UnreadableMessage e) {
      throw new UnknownSchema("schema " + id + ": " + e.problem());
    }
  }

  @Override
  public Fields read(byte[] value) throws UnreadableValue, RegistryUnreachable {
    RegistryFrame frame = RegistryFrame.of(value);
    try {
      Types types = known.get(frame.schema());
      ByteBuffer body = frame.body();
      List<Integer> indexes = MessageIndexes.read(body);
      return Fields.of(types.at(indexes).read(body));
    } catch (UnknownSchema e) {
      throw new UnreadableValue(String.valueOf(e.getMessage()));
    } catch (UnreadableMessage e) {
      throw new UnreadableValue("schema " + frame.schema() + ": " + e.problem());
    }
  }

  @Override
  public void close() {
    schemas.close();
  }
}
