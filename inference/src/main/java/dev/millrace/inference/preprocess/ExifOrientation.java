package dev.millrace.inference.preprocess;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a picture must be turned to stand upright: the orientation tag of Exif 2.3, section 4.6.4.
 * The constants are in the order of the tag's values 1 to 8.
 */
enum ExifOrientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  UPSIDE_DOWN(false, true, true),
  MIRRORED_UPSIDE_DOWN(false, false, true),
  TRANSPOSED(true, false, false),
  TURNED_LEFT(true, true, false),
  TRANSVERSED(true, true, true),
  TURNED_RIGHT(true, false, true);

  private static final int TAG = 0x0112;
  private static final int TYPE_SHORT = 3;
  private static final int ENTRY_BYTES = 12;
  private static final int MAX_ENTRIES = 512;

  private final boolean swapsSides;
  private final boolean flipsX;
  private final boolean flipsY;

  ExifOrientation(boolean swapsSides, boolean flipsX, boolean flipsY) {
    this.swapsSides = swapsSides;
    this.flipsX = flipsX;
    this.flipsY = flipsY;
  }

  /**
   * Reads the tag from a TIFF structure in {@code bytes[from, to)}. Metadata never make a picture
   * unreadable: anything odd means upright.
   */
  static ExifOrientation read(byte[] bytes, int from, int to) {
    ByteBuffer tiff = ByteBuffer.wrap(bytes, from, to - from).slice();
    if (tiff.limit() < 8) {
      return UPRIGHT;
    }
    int mark = tiff.getShort(0);
    tiff.order(mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int entries = Math.min(Short.toUnsignedInt(tiff.getShort(directory)), MAX_ENTRIES);
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY_BYTES;
      if (entry > tiff.limit() - ENTRY_BYTES) {
        return UPRIGHT;
      }
      if (Short.toUnsignedInt(tiff.getShort(entry)) == TAG) {
        int value = Short.toUnsignedInt(tiff.getShort(entry + 8));
        boolean known = tiff.getShort(entry + 2) == TYPE_SHORT && value >= 1 && value <= 8;
        return known ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** The stored picture, turned upright. */
  Pixels apply(Pixels stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = swapsSides ? stored.height() : stored.width();
    int height = swapsSides ? stored.width() : stored.height();
    byte[] from = stored.rgb();
    byte[] to = new byte[from.length];
    int out = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int turnedX = flipsX ? width - 1 - x : x;
        int turnedY = flipsY ? height - 1 - y : y;
        int column = swapsSides ? turnedY : turnedX;
        int row = swapsSides ? turnedX : turnedY;
        int in = 3 * (row * stored.width() + column);
        to[out] = from[in];
        to[out + 1] = from[in + 1];
        to[out + 2] = from[in + 2];
        out += 3;
      }
    }
    return new Pixels(width, height, to);
  }
}
