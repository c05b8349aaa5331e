package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.WantedMessages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The connections of a file: one publisher of one topic each. The first of an id counts. */
final class BagConnections implements WantedMessages.Channels {

  private final RecordingLimits limits;
  private final Map<Integer, Channel> channels = new TreeMap<>();
  private long heldBytes;

  BagConnections(RecordingLimits limits) {
    this.limits = limits;
  }

  /** Takes a connection record. */
  void add(BagHeader header, ByteBuffer data) throws BadRecord {
    int id = (int) header.u32("conn");
    if (channels.containsKey(id)) {
      return;
    }
    heldBytes += data.remaining();
    if (heldBytes > limits.definitionBytes() || channels.size() == limits.channels()) {
      throw new BadRecord(
          "there are more than "
              + limits.channels()
              + " connections, or their definitions have more than "
              + limits.definitionBytes()
              + " bytes");
    }
    BagHeader facts = BagHeader.of(data);
    byte[] definition = facts.textOr("message_definition", "").getBytes(StandardCharsets.UTF_8);
    MessageSchema schema =
        new MessageSchema(facts.text("type"), "ros1msg", ByteBuffer.wrap(definition));
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name : new String[] {"callerid", "latching", "md5sum"}) {
      String value = facts.textOr(name, "");
      if (!value.isEmpty()) {
        metadata.put(name, value);
      }
    }
    channels.put(id, new Channel(id, header.text("topic"), "ros1", schema, metadata));
  }

  @Override
  public @Nullable Channel get(int id) {
    return channels.get(id);
  }

  Collection<Channel> all() {
    return channels.values();
  }
}
