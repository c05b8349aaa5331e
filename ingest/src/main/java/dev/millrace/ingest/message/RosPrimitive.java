package dev.millrace.ingest.message;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Built-in types of {@code .msg} files that have a fixed size. */
enum RosPrimitive {
  BOOL(1, (bytes, at) -> bytes.get(at) == 0 ? 0L : 1L),
  INT8(1, (bytes, at) -> (long) bytes.get(at)),
  UINT8(1, (bytes, at) -> bytes.get(at) & 0xffL),
  INT16(2, (bytes, at) -> (long) bytes.getShort(at)),
  UINT16(2, (bytes, at) -> bytes.getShort(at) & 0xffffL),
  INT32(4, (bytes, at) -> (long) bytes.getInt(at)),
  UINT32(4, (bytes, at) -> bytes.getInt(at) & 0xffff_ffffL),
  INT64(8, ByteBuffer::getLong),
  UINT64(8, (bytes, at) -> unsigned(bytes.getLong(at))),
  FLOAT32(4, (bytes, at) -> (double) bytes.getFloat(at)),
  FLOAT64(8, ByteBuffer::getDouble);

  private interface Read {
    Number at(ByteBuffer bytes, int at);
  }

  private static final Map<String, RosPrimitive> BY_NAME = new HashMap<>();

  static {
    for (RosPrimitive one : values()) {
      BY_NAME.put(one.name().toLowerCase(Locale.ROOT), one);
    }
    BY_NAME.put("char", UINT8);
  }

  private final int bytes;
  private final Read read;

  RosPrimitive(int bytes, Read read) {
    this.bytes = bytes;
    this.read = read;
  }

  /** By the name in a definition; {@code byte} has a sign in ROS 1 and none in ROS 2. */
  static @Nullable RosPrimitive of(String name, RosPrimitive signOfByte) {
    return name.equals("byte") ? signOfByte : BY_NAME.get(name);
  }

  int bytes() {
    return bytes;
  }

  Number read(ByteBuffer from, int at) {
    return read.at(from, at);
  }

  private static Number unsigned(long bits) {
    return bits >= 0 ? bits : new BigInteger(Long.toUnsignedString(bits));
  }
}
