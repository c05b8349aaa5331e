package dev.millrace.ingest.gateway;

import dev.millrace.ingest.message.ProtobufMessages;
import dev.millrace.ingest.message.UnreadableMessage;
import dev.millrace.ingest.registry.Schemas;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages in Protobuf. */
final class ProtobufFields {

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

  private ProtobufFields() {}

  /**
   * Messages that name their schema by number and their type by its place in the schema's file: a
   * list of indexes, one for each level of nesting.
   */
  static FieldsReader of(Schemas schemas) {
    return new NumberedFields<>(
        "schema",
        schemas,
        files -> new Types(DescriptorSets.of(files)),
        (types, body) -> types.at(MessageIndexes.read(body)).read(body));
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
}
