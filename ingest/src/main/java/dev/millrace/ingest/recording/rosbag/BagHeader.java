package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The named fields of a record's header. */
record BagHeader(Map<String, ByteBuffer> fields) {

  static final int MESSAGE = 0x02;
  static final int BAG = 0x03;
  static final int CHUNK = 0x05;
  static final int CHUNK_INFO = 0x06;
  static final int CONNECTION = 0x07;

  private static final long NANOS = 1_000_000_000L;

  /** Parses pairs of name and value: a length of four bytes, the name, '=', the value. */
  static BagHeader of(ByteBuffer bytes) throws BadRecord {
    RecordFields pairs = new RecordFields(bytes);
    Map<String, ByteBuffer> all = new HashMap<>();
    while (pairs.left() > 0) {
      ByteBuffer pair = pairs.block("a header field");
      int split = 0;
      while (split < pair.limit() && pair.get(split) != '=') {
        split++;
      }
      if (split == pair.limit()) {
        throw new BadRecord("a header field has no '='");
      }
      String name = StandardCharsets.UTF_8.decode(pair.slice(0, split)).toString();
      all.put(name, pair.slice(split + 1, pair.limit() - split - 1));
    }
    return new BagHeader(all);
  }

  int op() throws BadRecord {
    return need("op", 1).get(0) & 0xff;
  }

  long u32(String name) throws BadRecord {
    return need(name, 4).getInt(0) & 0xffff_ffffL;
  }

  long i64(String name) throws BadRecord {
    return need(name, 8).getLong(0);
  }

  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  long time(String name) throws BadRecord {
    return time(need(name, 8).getLong(0));
  }

  /** Nanoseconds of a time as it lies in the file: seconds first, then nanoseconds. */
  static long time(long littleEndian) {
    return (littleEndian & 0xffff_ffffL) * NANOS + (littleEndian >>> 32);
  }

  String text(String name) throws BadRecord {
    return StandardCharsets.UTF_8.decode(need(name, 0)).toString();
  }

  /** A text, or the given one where there is no such field. */
  String textOr(String name, String absent) throws BadRecord {
    ByteBuffer value = fields.get(name);
    if (value == null) {
      return absent;
    }
    return text(name);
  }

  private ByteBuffer need(String name, int bytes) throws BadRecord {
    ByteBuffer value = fields.get(name);
    if (value == null || value.remaining() < bytes) {
      throw new BadRecord("the header has no field '" + name + "' of " + bytes + " bytes");
    }
    return value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
