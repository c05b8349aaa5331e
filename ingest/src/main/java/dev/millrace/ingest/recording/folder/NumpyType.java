package dev.millrace.ingest.recording.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Type of an array's elements.
 *
 * @param bytes bytes of an element
 * @param order order of those
 * @param reader an element as a number; null where elements are byte strings
 */
record NumpyType(int bytes, ByteOrder order, @Nullable Reader reader) {

  /** Reads a number at an offset. */
  interface Reader {
    double read(ByteBuffer buffer, int offset);
  }

  private static final int MOST_STRING_DIGITS = 6;

  private static final Map<String, Reader> READERS =
      Map.ofEntries(
          Map.entry("f8", ByteBuffer::getDouble),
          Map.entry("f4", ByteBuffer::getFloat),
          Map.entry("i8", ByteBuffer::getLong),
          Map.entry("i4", ByteBuffer::getInt),
          Map.entry("i2", ByteBuffer::getShort),
          Map.entry("i1", ByteBuffer::get),
          Map.entry("u4", (buffer, at) -> buffer.getInt(at) & 0xFFFFFFFFL),
          Map.entry("u2", (buffer, at) -> buffer.getShort(at) & 0xFFFF),
          Map.entry("u1", (buffer, at) -> buffer.get(at) & 0xFF),
          Map.entry("b1", ByteBuffer::get));

  double read(ByteBuffer buffer, int offset) {
    if (reader == null) {
      throw new IllegalStateException("byte strings are no numbers");
    }
    return reader.read(buffer, offset);
  }

  boolean text() {
    return reader == null;
  }

  /** The type with this name, for example {@code <f8} or {@code |S8}. */
  static NumpyType of(String descr, Path path) throws IOException {
    ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    String kind = descr.isEmpty() ? "" : descr.substring(1);
    Reader reader = READERS.get(kind);
    if (reader != null) {
      return new NumpyType(kind.charAt(1) - '0', order, reader);
    }
    if (kind.matches("S[1-9][0-9]{0," + (MOST_STRING_DIGITS - 1) + "}")) {
      return new NumpyType(Integer.parseInt(kind.substring(1)), order, null);
    }
    throw new IOException(
        path
            + " holds elements of type '"
            + descr
            + "'; read are "
            + READERS.keySet()
            + " in either byte order and byte strings (S8)");
  }
}
