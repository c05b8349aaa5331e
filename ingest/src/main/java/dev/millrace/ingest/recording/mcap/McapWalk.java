package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.WantedMessages;
import java.nio.ByteBuffer;

/** Walks through the records of a chunk in memory. */
final class McapWalk implements WantedMessages.Walk {

  /** Channel id, sequence, log time and publish time before the data of a message. */
  static final int MESSAGE_HEAD = 2 + 4 + 8 + 8;

  private static final int LOG_TIME = 2 + 4;

  private final McapChannels channels;
  private final RecordingLimits limits;

  McapWalk(McapChannels channels, RecordingLimits limits) {
    this.channels = channels;
    this.limits = limits;
  }

  // Learns schemas and channels on the way.
  @Override
  public void walk(ByteBuffer data, WantedMessages.Sink sink) throws BadRecord {
    int at = 0;
    int end = data.limit();
    while (at < end) {
      if (end - at < Opcode.FRAME) {
        throw new BadRecord("the chunk ends inside of a record, at its byte " + at);
      }
      long length = data.getLong(at + 1);
      int content = at + Opcode.FRAME;
      if (length < 0 || length > end - content) {
        throw new BadRecord("the record at byte " + at + " of the chunk is longer than the chunk");
      }
      record(data, at, (int) length, sink);
      at = content + (int) length;
    }
  }

  private void record(ByteBuffer data, int at, int length, WantedMessages.Sink sink)
      throws BadRecord {
    int content = at + Opcode.FRAME;
    switch (data.get(at) & 0xff) {
      case Opcode.MESSAGE -> {
        if (length < MESSAGE_HEAD || length - MESSAGE_HEAD > limits.messageBytes()) {
          throw new BadRecord(
              "the message at byte "
                  + at
                  + " of the chunk has "
                  + length
                  + " bytes; it needs at least "
                  + MESSAGE_HEAD
                  + ", and the limit is "
                  + limits.messageBytes());
        }
        int channelId = data.getShort(content) & 0xffff;
        if (channels.get(channelId) == null) {
          throw new BadRecord("a message names channel " + channelId + ", which is not defined");
        }
        sink.message(channelId, data.getLong(content + LOG_TIME), content);
      }
      case Opcode.SCHEMA -> channels.schema(new RecordFields(data.slice(content, length)));
      case Opcode.CHANNEL -> channels.channel(new RecordFields(data.slice(content, length)));
      default -> {
        // Nothing else belongs into a chunk; readers pass over what they don't know.
      }
    }
  }
}
