package dev.millrace.ingest.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A picture that is not compressed.
 *
 * @param width pixels
 * @param height rows
 * @param step bytes from row to row
 * @param bigEndian order of the bytes of 16-bit pixels
 * @param data the rows
 */
record RawPicture(int width, int height, int step, boolean bigEndian, ByteBuffer data) {

  /** Beyond this a picture is damage; PNG itself would take 2³¹. */
  private static final int LONGEST_SIDE = 1 << 16;

  /** Checks that the rows lie within the data. */
  void check(PixelFormat format) throws UnreadableMessage {
    if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE) {
      throw new UnreadableMessage(
          "the picture has "
              + width
              + " × "
              + height
              + " pixels; 1 to "
              + LONGEST_SIDE
              + " a side are read");
    }
    long row = (long) width * format.bytes();
    if (step < row || (long) step * (height - 1) + row > data.remaining()) {
      throw new UnreadableMessage(
          height
              + " rows of "
              + step
              + " bytes with "
              + row
              + " of pixels do not fit "
              + data.remaining()
              + " bytes of data");
    }
  }

  int u8(int x, int y) {
    return data.get(data.position() + y * step + x) & 0xff;
  }

  /** A pixel of 16 bits. */
  int u16(int x, int y) {
    ByteBuffer ordered =
        data.duplicate().order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return ordered.getShort(data.position() + y * step + 2 * x) & 0xffff;
  }
}
