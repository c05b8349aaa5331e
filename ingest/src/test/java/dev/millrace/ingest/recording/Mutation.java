package dev.millrace.ingest.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages bytes in the ways that find bugs in readers; the same for the same seed. */
final class Mutation {

  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    0x7f,
    0x80,
    0xff,
    0xffff,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1 << 20,
    1 << 28
  };

  private Mutation() {}

  /** A damaged copy. */
  static byte[] of(byte[] sound, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = sound.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 32; i++) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length - 16);
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> view.putShort(at, (short) extreme);
      case 3 -> view.putInt(at, (int) extreme);
      case 4 -> view.putLong(at, extreme);
      case 5 -> view.putInt(at, view.getInt(at) + random.nextInt(-9, 10));
      case 6 -> {
        return Arrays.copyOf(bytes, at + 16);
      }
      default -> {
        int length = Math.min(1 + random.nextInt(200), bytes.length - at);
        int to = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, at, bytes, to, length);
      }
    }
    return bytes;
  }
}
