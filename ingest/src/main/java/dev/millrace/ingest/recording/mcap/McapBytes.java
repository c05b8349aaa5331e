package dev.millrace.ingest.recording.mcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Fields of MCAP records, written one after the other: little-endian, with lengths in front. */
final class McapBytes {

  private byte[] bytes;
  private ByteBuffer view;
  private int size;

  McapBytes(int capacity) {
    bytes = new byte[Math.max(Long.BYTES, capacity)];
    view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes room; to be called before the array or its view is named, since both may change. */
  private int grow(int more) {
    int at = size;
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * size)));
      view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    size = needed;
    return at;
  }

  McapBytes u8(int value) {
    int at = grow(Byte.BYTES);
    view.put(at, (byte) value);
    return this;
  }

  McapBytes u16(int value) {
    int at = grow(Short.BYTES);
    view.putShort(at, (short) value);
    return this;
  }

  McapBytes u32(long value) {
    int at = grow(Integer.BYTES);
    view.putInt(at, (int) value);
    return this;
  }

  McapBytes u64(long value) {
    int at = grow(Long.BYTES);
    view.putLong(at, value);
    return this;
  }

  McapBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return u32(utf8.length).raw(utf8, 0, utf8.length);
  }

  McapBytes raw(byte[] from, int offset, int length) {
    int at = grow(length);
    System.arraycopy(from, offset, bytes, at, length);
    return this;
  }

  McapBytes raw(ByteBuffer from) {
    int length = from.remaining();
    int at = grow(length);
    from.duplicate().get(bytes, at, length);
    return this;
  }

  McapBytes texts(Map<String, String> map) {
    return counted(inside -> map.forEach((key, value) -> inside.text(key).text(value)));
  }

  /** What is written inside, with its length in bytes before it. */
  McapBytes counted(Consumer<McapBytes> inside) {
    int at = grow(Integer.BYTES);
    inside.accept(this);
    view.putInt(at, size - at - Integer.BYTES);
    return this;
  }

  /** A record: its opcode, the length of its content, and its content. */
  McapBytes record(int opcode, Consumer<McapBytes> content) {
    u8(opcode);
    int at = grow(Long.BYTES);
    content.accept(this);
    view.putLong(at, size - at - Long.BYTES);
    return this;
  }

  int size() {
    return size;
  }

  /** The bytes written so far; only the first {@link #size} are. */
  byte[] array() {
    return bytes;
  }

  void clear() {
    size = 0;
  }
}
