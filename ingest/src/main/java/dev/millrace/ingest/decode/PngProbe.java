package dev.millrace.ingest.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Size and completeness of a PNG without decoding it (PNG specification, third edition, section 5:
 * signature, then chunks of length, type, content, CRC; IHDR first, IEND last).
 */
final class PngProbe {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int IHDR = 0x49484452;
  private static final int IEND = 0x49454E44;
  private static final int IHDR_BYTES = 13;

  /** Length and type in front of a chunk's content, CRC behind it. */
  private static final int AROUND = 12;

  private final ByteBuffer bytes;
  private final int width;
  private final int height;

  PngProbe(byte[] picture) throws Rejection {
    bytes = ByteBuffer.wrap(picture);
    int start = SIGNATURE.length;
    if (picture.length < start + AROUND + IHDR_BYTES - Integer.BYTES) {
      throw new Rejection(
          Cause.TRUNCATED,
          "the PNG stops after " + picture.length + " bytes, within its header; send all of it");
    }
    if (bytes.getInt(start) != IHDR_BYTES || bytes.getInt(start + 4) != IHDR) {
      throw new Rejection(
          Cause.BAD_PICTURE, "the PNG does not start with an IHDR chunk; encode it again");
    }
    width = bytes.getInt(start + 8);
    height = bytes.getInt(start + 12);
  }

  static boolean isPng(byte[] bytes) {
    return bytes.length >= SIGNATURE.length
        && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Steps from chunk to chunk; every step goes forward, so it ends. */
  void walkToEnd() throws Rejection {
    long at = SIGNATURE.length;
    while (at + AROUND <= bytes.limit()) {
      int length = bytes.getInt((int) at);
      if (length < 0) {
        throw new Rejection(
            Cause.BAD_PICTURE,
            "the PNG chunk at byte " + at + " has a negative length; encode it again");
      }
      if (bytes.getInt((int) at + 4) == IEND) {
        return;
      }
      at += (long) length + AROUND;
    }
    throw new Rejection(
        Cause.TRUNCATED,
        "the PNG of "
            + bytes.limit()
            + " bytes stops before its IEND chunk, the next one starts at byte "
            + at
            + "; send all of it");
  }
}
