package dev.millrace.ingest.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a ROS 1 bag of a few messages in two chunks, for tests that need one to damage. */
final class SmallBag {

  private static final int HEADER_RECORD = 4096;

  private SmallBag() {}

  /** A bag with an index. */
  static byte[] bytes() {
    ByteArrayOutputStream bag = new ByteArrayOutputStream();
    bag.writeBytes("#ROSBAG V2.0\n".getBytes(StandardCharsets.US_ASCII));
    int start = bag.size() + HEADER_RECORD;
    byte[] first = chunk(0);
    byte[] second = chunk(10);
    byte[] header =
        fields(
            "op",
            new byte[] {3},
            "index_pos",
            le(8, start + first.length + second.length),
            "conn_count",
            le(4, 1),
            "chunk_count",
            le(4, 2));
    bag.writeBytes(record(header, new byte[HEADER_RECORD - 8 - header.length]));
    bag.writeBytes(first);
    bag.writeBytes(second);
    bag.writeBytes(connection());
    bag.writeBytes(chunkInfo(start, 0));
    bag.writeBytes(chunkInfo(start + first.length, 10));
    return bag.toByteArray();
  }

  private static byte[] chunk(int from) {
    ByteArrayOutputStream inside = new ByteArrayOutputStream();
    inside.writeBytes(connection());
    for (int i = from; i < from + 10; i++) {
      byte[] header = fields("op", new byte[] {2}, "conn", le(4, 0), "time", le(8, 1000 + i));
      inside.writeBytes(record(header, ByteBuffer.allocate(8).putInt(i).array()));
    }
    byte[] header =
        fields(
            "op",
            new byte[] {5},
            "compression",
            "none".getBytes(StandardCharsets.US_ASCII),
            "size",
            le(4, inside.size()));
    return record(header, inside.toByteArray());
  }

  private static byte[] chunkInfo(int position, int from) {
    byte[] header =
        fields(
            "op",
            new byte[] {6},
            "ver",
            le(4, 1),
            "chunk_pos",
            le(8, position),
            "start_time",
            le(8, 1000 + from),
            "end_time",
            le(8, 1009 + from),
            "count",
            le(4, 1));
    return record(header, ByteBuffer.wrap(new byte[8]).put(le(4, 0)).put(le(4, 10)).array());
  }

  private static byte[] connection() {
    byte[] topic = "/pair".getBytes(StandardCharsets.US_ASCII);
    byte[] facts =
        fields(
            "topic",
            topic,
            "type",
            "test/Pair".getBytes(StandardCharsets.US_ASCII),
            "md5sum",
            topic,
            "message_definition",
            "int32 a\nint32 b".getBytes(StandardCharsets.US_ASCII));
    return record(fields("op", new byte[] {7}, "conn", le(4, 0), "topic", topic), facts);
  }

  private static byte[] record(byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(header.length)
        .put(header)
        .putInt(data.length)
        .put(data)
        .array();
  }

  private static byte[] fields(Object... namesAndValues) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      byte[] name = (namesAndValues[i] + "=").getBytes(StandardCharsets.US_ASCII);
      byte[] value = (byte[]) namesAndValues[i + 1];
      out.writeBytes(le(4, name.length + value.length));
      out.writeBytes(name);
      out.writeBytes(value);
    }
    return out.toByteArray();
  }

  /** Seconds in the low half of eight bytes are a time. */
  private static byte[] le(int bytes, long value) {
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return (bytes == 4 ? out.putInt((int) value) : out.putLong(value)).array();
  }
}
