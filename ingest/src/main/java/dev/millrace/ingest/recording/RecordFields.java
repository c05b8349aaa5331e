package dev.millrace.ingest.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the little-endian fields of a record in order, each checked against what is left. */
public final class RecordFields {

  private final ByteBuffer bytes;

  /** Reads from position to limit; the given buffer's position stays. */
  public RecordFields(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  public int left() {
    return bytes.remaining();
  }

  /** Bytes that have been read. */
  public int position() {
    return bytes.position();
  }

  public int u8(String field) throws BadRecord {
    return need(1, field).get() & 0xff;
  }

  public int u16(String field) throws BadRecord {
    return need(2, field).getShort() & 0xffff;
  }

  public long u32(String field) throws BadRecord {
    return need(4, field).getInt() & 0xffff_ffffL;
  }

  /** Eight bytes, with sign: times above 2262 come out negative, as do lengths that no file has. */
  public long i64(String field) throws BadRecord {
    return need(8, field).getLong();
  }

  /** The next bytes, not copied. */
  public ByteBuffer bytes(long length, String field) throws BadRecord {
    ByteBuffer all = need(length, field);
    ByteBuffer part = all.slice(all.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    all.position(all.position() + (int) length);
    return part;
  }

  /** A length of four bytes and that many bytes. */
  public ByteBuffer block(String field) throws BadRecord {
    return bytes(u32(field), field);
  }

  /** A length of four bytes and that many bytes of UTF-8. */
  public String text(String field) throws BadRecord {
    return StandardCharsets.UTF_8.decode(block(field)).toString();
  }

  /** A length of four bytes and pairs of texts. */
  public Map<String, String> texts(String field) throws BadRecord {
    RecordFields pairs = new RecordFields(block(field));
    Map<String, String> all = new LinkedHashMap<>();
    while (pairs.left() > 0) {
      all.put(pairs.text(field), pairs.text(field));
    }
    return all;
  }

  private ByteBuffer need(long length, String field) throws BadRecord {
    if (length < 0 || length > bytes.remaining()) {
      throw new BadRecord(
          field + " needs " + length + " bytes where " + bytes.remaining() + " are left");
    }
    return bytes;
  }
}
