package dev.millrace.ingest.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The parts of Avro's binary encoding, each checked against what is left. */
final class AvroBytes {

  /** Seven bits a byte: a long has at most ten. */
  private static final int MOST_SHIFT = 63;

  private final ByteBuffer bytes;

  AvroBytes(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int left() {
    return bytes.remaining();
  }

  /** A number in zigzag and seven bits a byte. */
  long number() throws UnreadableMessage {
    long raw = 0;
    for (int shift = 0; shift <= MOST_SHIFT; shift += 7) {
      long next = take(1).get();
      raw |= (next & 0x7f) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new UnreadableMessage("a number has more than ten bytes at byte " + bytes.position());
  }

  /** The next bytes, a view of their own. */
  ByteBuffer take(long count) throws UnreadableMessage {
    if (count < 0 || count > bytes.remaining()) {
      throw new UnreadableMessage(
          count + " bytes are wanted at byte " + bytes.position() + " of " + bytes.limit());
    }
    ByteBuffer part = bytes.slice(bytes.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) count);
    return part;
  }

  String text() throws UnreadableMessage {
    int at = bytes.position();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(take(number())).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableMessage("the text at byte " + at + " is not UTF-8", e);
    }
  }

  /** Items in the next block of an array or a map; 0 at its end. */
  long block() throws UnreadableMessage {
    long count = number();
    if (count >= 0) {
      return count;
    }
    // A negative count says the block's length in bytes too, for readers that skip it.
    number();
    if (count == Long.MIN_VALUE) {
      throw new UnreadableMessage("a block of " + count + " items");
    }
    return -count;
  }
}
