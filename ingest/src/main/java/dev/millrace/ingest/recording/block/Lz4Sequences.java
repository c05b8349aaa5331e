package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The sequences of an LZ4 block (lz4_Block_format.md, version 1.6): literals and matches in turns,
 * where a match may lie in blocks before. Copies go eight bytes at a time and may write up to seven
 * bytes more than asked, which what follows overwrites; they never leave the arrays.
 */
final class Lz4Sequences {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Up to here a loop of eight bytes is faster than the call that copies a range. */
  private static final int SHORT = 64;

  /** What such a loop may touch at most. */
  private static final int ROOM = SHORT + Long.BYTES;

  private static final int LEAST_MATCH = 4;
  private static final int MORE = 0x0f;

  private Lz4Sequences() {}

  /**
   * Decompresses one block.
   *
   * @param begin where the block lies in {@code from}
   * @param limit where it ends
   * @param frame first place in {@code into} that a match may refer to
   * @param start where the first byte goes
   * @param end where {@code into} must not be written any more
   * @return the place behind the last byte
   */
  static int read(byte[] from, int begin, int limit, byte[] into, int frame, int start, int end)
      throws BadRecord {
    int next = begin;
    int at = start;
    while (next < limit) {
      int token = from[next++] & 0xff;
      int literals = token >> 4;
      if (literals == MORE) {
        int last = lastOfLength(from, next, limit);
        literals = longer(from, next, last);
        next = last + 1;
      }
      if (literals < 0 || literals > limit - next || literals > end - at) {
        throw new BadRecord("LZ4: " + literals + " literals where there is room for fewer");
      }
      literals(from, next, into, at, literals, end);
      next += literals;
      at += literals;
      if (next == limit) {
        return at;
      }
      if (limit - next < 2) {
        throw new BadRecord("LZ4: a block ends within the distance of a match");
      }
      int distance = (from[next] & 0xff) | ((from[next + 1] & 0xff) << 8);
      next += 2;
      int length = token & MORE;
      if (length == MORE) {
        int last = lastOfLength(from, next, limit);
        length = longer(from, next, last);
        next = last + 1;
      }
      length += LEAST_MATCH;
      if (distance == 0 || distance > at - frame || length < 0 || length > end - at) {
        throw new BadRecord("LZ4: a match lies outside of what is decompressed");
      }
      match(into, at, distance, length, end);
      at += length;
    }
    return at;
  }

  /** Where a length that goes on in further bytes ends. */
  private static int lastOfLength(byte[] from, int next, int limit) throws BadRecord {
    int last = next;
    while (last < limit && from[last] == (byte) 0xff) {
      last++;
    }
    if (last >= limit) {
      throw new BadRecord("LZ4: a block ends within a length");
    }
    return last;
  }

  /** The sum of all bytes of a length; negative if it is larger than any array. */
  private static int longer(byte[] from, int next, int last) {
    long length = MORE + 0xffL * (last - next) + (from[last] & 0xff);
    return length > Integer.MAX_VALUE - LEAST_MATCH ? -1 - LEAST_MATCH : (int) length;
  }

  private static void literals(byte[] from, int next, byte[] into, int at, int length, int end) {
    if (length <= SHORT && next + ROOM <= from.length && at + ROOM <= end) {
      LONG.set(into, at, (long) LONG.get(from, next));
      for (int i = Long.BYTES; i < length; i += Long.BYTES) {
        LONG.set(into, at + i, (long) LONG.get(from, next + i));
      }
    } else {
      System.arraycopy(from, next, into, at, length);
    }
  }

  private static void match(byte[] into, int at, int distance, int length, int end) {
    if (length <= SHORT && distance >= Long.BYTES && at + ROOM <= end) {
      LONG.set(into, at, (long) LONG.get(into, at - distance));
      for (int i = Long.BYTES; i < length; i += Long.BYTES) {
        LONG.set(into, at + i, (long) LONG.get(into, at + i - distance));
      }
    } else if (distance >= length) {
      System.arraycopy(into, at - distance, into, at, length);
    } else {
      overlapping(into, at, distance, length);
    }
  }

  /** A pattern that repeats itself: what is written doubles what the next copy may take. */
  private static void overlapping(byte[] into, int at, int distance, int length) {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, distance + done);
      System.arraycopy(into, at - distance, into, at + done, part);
      done += part;
    }
  }
}
