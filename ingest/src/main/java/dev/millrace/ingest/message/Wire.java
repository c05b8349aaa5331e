package dev.millrace.ingest.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How ROS writes fields. ROS 1: little-endian without gaps. ROS 2: CDR of the OMG (XTypes 1.3,
 * section 7.4), each number at a multiple of its size counted from behind a head of four bytes.
 */
final class Wire {

  private static final int HEAD = 4;
  private static final int XCDR2_LARGEST = 4;

  private final ByteBuffer bytes;
  private final int largest;
  private final boolean cdr;

  private Wire(ByteBuffer bytes, int largest, boolean cdr) {
    this.bytes = bytes;
    this.largest = largest;
    this.cdr = cdr;
  }

  static Wire ros1(ByteBuffer payload) {
    return new Wire(payload.slice().order(ByteOrder.LITTLE_ENDIAN), 1, false);
  }

  /** Reads the head of a CDR message; encodings with lists of parameters are refused. */
  static Wire cdr(ByteBuffer payload) throws UnreadableMessage {
    ByteBuffer all = payload.slice();
    if (all.remaining() < HEAD) {
      throw new UnreadableMessage("a CDR message has at least 4 bytes, this has " + all.limit());
    }
    int kind = all.getShort(0) & 0xffff;
    ByteBuffer body = all.slice(HEAD, all.limit() - HEAD);
    return switch (kind) {
      case 0x00 -> new Wire(body, Long.BYTES, true);
      case 0x01 -> new Wire(body.order(ByteOrder.LITTLE_ENDIAN), Long.BYTES, true);
      case 0x06 -> new Wire(body, XCDR2_LARGEST, true);
      case 0x07 -> new Wire(body.order(ByteOrder.LITTLE_ENDIAN), XCDR2_LARGEST, true);
      default ->
          throw new UnreadableMessage(
              String.format(
                  "its CDR encoding is 0x%04x; known are 0x0000, 0x0001, 0x0006 and 0x0007", kind));
    };
  }

  /** DDS has no empty types: rosidl puts one byte there. */
  void emptyType() throws UnreadableMessage {
    if (cdr) {
      one(RosPrimitive.UINT8, "a type without fields");
    }
  }

  Number one(RosPrimitive type, String field) throws UnreadableMessage {
    int at = take(type, 1, field);
    return type.read(bytes, at);
  }

  /** Numbers side by side, a view. */
  Value.Series series(RosPrimitive type, long count, String field) throws UnreadableMessage {
    int at = take(type, count, field);
    int size = type.bytes();
    ByteBuffer part = bytes.slice(at, (int) count * size).order(bytes.order());
    return new Value.Series((int) count, i -> type.read(part, i * size), size == 1 ? part : null);
  }

  long count(String field) throws UnreadableMessage {
    return one(RosPrimitive.UINT32, field).longValue();
  }

  /** A text in UTF-8; with a zero behind it in CDR. */
  String text(String field) throws UnreadableMessage {
    long length = count(field);
    int at = take(RosPrimitive.UINT8, length, field);
    int chars = cdr && length > 0 && bytes.get(at + (int) length - 1) == 0 ? 1 : 0;
    return StandardCharsets.UTF_8.decode(bytes.slice(at, (int) length - chars)).toString();
  }

  /**
   * A text of UTF-16 units. ROS 2 writes in CDR how many there are, then each in four bytes; with
   * XCDR2 the length is in bytes and each unit has two (XTypes 1.3, section 7.4). No zero ends it.
   * A unit of more than 16 bits is of a writer of UTF-32.
   */
  String wideText(String field) throws UnreadableMessage {
    if (!cdr) {
      throw new UnreadableMessage("field " + field + " is a wstring, which ROS 1 does not have");
    }
    boolean short16 = largest == XCDR2_LARGEST;
    long length = count(field);
    if (short16 && length % Short.BYTES != 0) {
      throw new UnreadableMessage("field " + field + " has UTF-16 in " + length + " bytes");
    }
    RosPrimitive unit = short16 ? RosPrimitive.UINT16 : RosPrimitive.UINT32;
    long units = short16 ? length / Short.BYTES : length;
    int at = take(unit, units, field);
    StringBuilder text = new StringBuilder((int) units);
    for (int i = 0; i < units; i++) {
      int one =
          short16 ? bytes.getChar(at + i * Short.BYTES) : bytes.getInt(at + i * Integer.BYTES);
      if (!Character.isValidCodePoint(one)) {
        throw new UnreadableMessage(
            String.format("field %s has %08x where a character belongs", field, one));
      }
      text.appendCodePoint(one);
    }
    return text.toString();
  }

  /** Checks that nothing but padding is left: else the definition is another than the writer's. */
  void checkEnd() throws UnreadableMessage {
    if (bytes.remaining() >= largest) {
      throw new UnreadableMessage(
          "its definition describes "
              + bytes.position()
              + " bytes of "
              + bytes.limit()
              + ": it is not the one that the message was written by");
    }
  }

  private int take(RosPrimitive type, long count, String field) throws UnreadableMessage {
    int step = Math.min(type.bytes(), largest);
    int at = count == 0 ? bytes.position() : (bytes.position() + step - 1) / step * step;
    long end = at + count * type.bytes();
    if (count < 0 || end > bytes.limit()) {
      throw new UnreadableMessage(
          "field "
              + field
              + " needs "
              + count * type.bytes()
              + " bytes at byte "
              + at
              + " of "
              + bytes.limit());
    }
    bytes.position((int) end);
    return at;
  }
}
