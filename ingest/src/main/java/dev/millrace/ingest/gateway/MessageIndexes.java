package dev.millrace.ingest.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of indexes between the number of a schema and a Protobuf message: their count and then
 * each, as zigzag numbers of seven bits a byte. A count of 0 stands for the first message type.
 */
final class MessageIndexes {

  private static final List<Integer> FIRST = List.of(0);

  /** Nobody nests types so deep. */
  private static final int MOST = 64;

  private MessageIndexes() {}

  /** Reads the list; the message follows at the buffer's position. */
  static List<Integer> read(ByteBuffer bytes) throws UnreadableValue {
    int count = number(bytes);
    if (count == 0) {
      return FIRST;
    }
    if (count < 0 || count > MOST) {
      throw new UnreadableValue("its list of message indexes has " + count + " of them");
    }
    List<Integer> indexes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      indexes.add(number(bytes));
    }
    return indexes;
  }

  private static int number(ByteBuffer bytes) throws UnreadableValue {
    int raw = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      if (!bytes.hasRemaining()) {
        throw new UnreadableValue("it ends within the list of its message indexes");
      }
      int next = bytes.get();
      raw |= (next & 0x7f) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new UnreadableValue("a message index has more than five bytes");
  }
}
