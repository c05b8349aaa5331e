package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.WantedMessages;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schemas and channels of a file. Records repeat; the first of an id counts. */
final class McapChannels implements WantedMessages.Channels {

  private static final MessageSchema NONE = new MessageSchema("", "", ByteBuffer.allocate(0));

  private final RecordingLimits limits;
  private final Map<Integer, MessageSchema> schemas = new HashMap<>();
  private final Map<Integer, Integer> schemaOf = new HashMap<>();
  private final Map<Integer, Channel> channels = new TreeMap<>();
  private long heldBytes;

  McapChannels(RecordingLimits limits) {
    this.limits = limits;
  }

  /** Takes a schema record. */
  void schema(RecordFields fields) throws BadRecord {
    int id = fields.u16("schema id");
    if (id == 0) {
      throw new BadRecord("a schema has the id 0, which means that there is none");
    }
    if (schemas.containsKey(id)) {
      return;
    }
    hold(fields.left());
    String name = fields.text("schema name");
    String encoding = fields.text("schema encoding");
    ByteBuffer data = fields.block("schema data");
    ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
    schemas.put(id, new MessageSchema(name, encoding, copy));
    // In a summary, channels may come before their schemas.
    channels.replaceAll(
        (number, channel) -> schemaOf.get(number) == id ? with(channel, schemas.get(id)) : channel);
  }

  /** Takes a channel record. */
  void channel(RecordFields fields) throws BadRecord {
    int id = fields.u16("channel id");
    if (channels.containsKey(id)) {
      return;
    }
    if (channels.size() == limits.channels()) {
      throw new BadRecord("the recording has more than " + limits.channels() + " channels");
    }
    hold(fields.left());
    int schemaId = fields.u16("schema id of a channel");
    String topic = fields.text("topic");
    String encoding = fields.text("message encoding");
    Map<String, String> metadata = fields.texts("channel metadata");
    schemaOf.put(id, schemaId);
    MessageSchema schema = schemas.getOrDefault(schemaId, NONE);
    channels.put(id, new Channel(id, topic, encoding, schema, metadata));
  }

  private static Channel with(Channel channel, MessageSchema schema) {
    return new Channel(
        channel.id(), channel.topic(), channel.messageEncoding(), schema, channel.metadata());
  }

  private void hold(int bytes) throws BadRecord {
    heldBytes += bytes;
    if (heldBytes > limits.definitionBytes()) {
      throw new BadRecord(
          "schemas and channels have more than "
              + limits.definitionBytes()
              + " bytes together; raise the limit if the recording is sound");
    }
  }

  @Override
  public @Nullable Channel get(int id) {
    return channels.get(id);
  }

  Collection<Channel> all() {
    return channels.values();
  }

  int size() {
    return channels.size();
  }
}
