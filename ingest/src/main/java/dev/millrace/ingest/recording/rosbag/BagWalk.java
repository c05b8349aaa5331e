package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.WantedMessages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Walks through the records of a chunk in memory. */
final class BagWalk implements WantedMessages.Walk {

  private static final byte[] OP = "op".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONNECTION = "conn".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TIME = "time".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH = 4;

  private final BagConnections connections;
  private final RecordingLimits limits;

  BagWalk(BagConnections connections, RecordingLimits limits) {
    this.connections = connections;
    this.limits = limits;
  }

  // Learns connections on the way.
  @Override
  public void walk(ByteBuffer data, WantedMessages.Sink sink) throws BadRecord {
    int at = 0;
    int end = data.limit();
    while (at < end) {
      long header = length(data, at, end);
      long content = length(data, (int) (at + LENGTH + header), end);
      record(data, at, (int) header, (int) content, sink);
      at += (int) (LENGTH + header + LENGTH + content);
    }
  }

  private static long length(ByteBuffer data, int at, int end) throws BadRecord {
    long length = at <= end - LENGTH ? data.getInt(at) & 0xffff_ffffL : Long.MAX_VALUE;
    if (length > end - at - LENGTH) {
      throw new BadRecord("the record at byte " + at + " of the chunk is longer than the chunk");
    }
    return length;
  }

  private void record(ByteBuffer data, int at, int header, int content, WantedMessages.Sink sink)
      throws BadRecord {
    int op = find(data, at, OP, 1);
    if (op < 0) {
      throw new BadRecord("the record at byte " + at + " of the chunk has no kind");
    }
    if (data.get(op) == BagHeader.CONNECTION) {
      ByteBuffer facts = data.slice(at + LENGTH + header + LENGTH, content);
      connections.add(BagHeader.of(data.slice(at + LENGTH, header)), facts);
    } else if (data.get(op) == BagHeader.MESSAGE) {
      int connection = find(data, at, CONNECTION, 4);
      int time = find(data, at, TIME, 8);
      if (connection < 0 || time < 0 || connections.get(data.getInt(connection)) == null) {
        throw new BadRecord(
            "the message at byte " + at + " of the chunk has no time or no known connection");
      }
      if (content > limits.messageBytes()) {
        throw new BadRecord(
            "a message has " + content + " bytes, the limit is " + limits.messageBytes());
      }
      sink.message(data.getInt(connection), BagHeader.time(data.getLong(time)), at);
    }
  }

  /** The connection of a message that {@link #walk} gave. */
  static int connection(ByteBuffer data, int at) {
    return data.getInt(find(data, at, CONNECTION, 4));
  }

  static long time(ByteBuffer data, int at) {
    return BagHeader.time(data.getLong(find(data, at, TIME, 8)));
  }

  static ByteBuffer payload(ByteBuffer data, int at) {
    int lengthAt = at + LENGTH + data.getInt(at);
    return data.slice(lengthAt + LENGTH, data.getInt(lengthAt));
  }

  /** Where the value of a header field begins; -1 if there is none of that length. */
  private static int find(ByteBuffer data, int at, byte[] name, int valueLength) {
    int field = at + LENGTH;
    int end = field + data.getInt(at);
    while (field <= end - LENGTH) {
      int length = data.getInt(field);
      int value = field + LENGTH + name.length + 1;
      if (length < 0 || length > end - field - LENGTH) {
        return -1;
      }
      if (length == name.length + 1 + valueLength && isNamed(data, field + LENGTH, name)) {
        return value;
      }
      field += LENGTH + length;
    }
    return -1;
  }

  private static boolean isNamed(ByteBuffer data, int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (data.get(at + i) != name[i]) {
        return false;
      }
    }
    return data.get(at + name.length) == '=';
  }
}
