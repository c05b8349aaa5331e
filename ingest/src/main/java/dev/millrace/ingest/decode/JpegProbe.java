package dev.millrace.ingest.decode;

/**
 * Size and completeness of a JPEG without decoding it (ITU-T T.81, annex B: SOI, segments with a
 * length, one frame header SOFn, scans of entropy-coded bytes, EOI). Walking the segments, rather
 * than looking at the last two bytes, tells a cut picture with a thumbnail inside from a whole one
 * with padding behind.
 */
final class JpegProbe {

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int TEM = 0x01;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOF0 = 0xC0;
  private static final int SOF15 = 0xCF;

  /** Between SOF0 and SOF15, but no frame headers: DHT, JPG, DAC. */
  private static final int DHT = 0xC4;

  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;

  private final byte[] bytes;
  private int at = 2;
  private int width;
  private int height;

  /** Walks to the frame header. */
  JpegProbe(byte[] bytes) throws Rejection {
    this.bytes = bytes;
    while (width == 0 && height == 0) {
      int marker = nextMarker();
      if (marker == EOI || marker == SOS) {
        throw new Rejection(
            Cause.BAD_PICTURE,
            "the JPEG has no frame header before byte " + at + "; encode it again");
      }
      if (isFrame(marker)) {
        readFrame();
      }
      skipSegment(marker);
    }
  }

  static boolean isJpeg(byte[] bytes) {
    return bytes.length > 2
        && unsigned(bytes[0]) == 0xFF
        && unsigned(bytes[1]) == SOI
        && unsigned(bytes[2]) == 0xFF;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Walks on to EOI; every step goes forward, so it ends. */
  void walkToEnd() throws Rejection {
    boolean scanned = false;
    for (int marker = nextMarker(); marker != EOI; marker = nextMarker()) {
      skipSegment(marker);
      if (marker == SOS) {
        scanned = true;
        skipScan();
      }
    }
    if (!scanned) {
      throw new Rejection(
          Cause.BAD_PICTURE, "the JPEG has a header and an end but no scan; encode it again");
    }
  }

  private void readFrame() throws Rejection {
    // Length (2), precision (1), lines (2), samples per line (2).
    height = readShort(at + 3);
    width = readShort(at + 5);
    if (width == 0 || height == 0) {
      throw new Rejection(
          Cause.BAD_PICTURE,
          "the JPEG's frame header says " + width + " × " + height + " pixels; encode it again");
    }
  }

  /** Reads a marker and stops behind it. Fill bytes 0xFF may precede it. */
  private int nextMarker() throws Rejection {
    if (readByte(at) != 0xFF) {
      throw new Rejection(
          Cause.BAD_PICTURE,
          String.format(
              "byte %d of the JPEG is 0x%02X where a marker 0xFF must stand; encode it again",
              at, readByte(at)));
    }
    while (readByte(at) == 0xFF) {
      at++;
    }
    return readByte(at++);
  }

  private void skipSegment(int marker) throws Rejection {
    if (marker == TEM || marker == SOI || (marker >= RST0 && marker <= RST7)) {
      return;
    }
    int length = readShort(at);
    if (length < 2) {
      throw new Rejection(
          Cause.BAD_PICTURE,
          "the JPEG segment at byte " + at + " has length " + length + "; encode it again");
    }
    at += length;
  }

  /** Within a scan 0xFF is data before 0x00, and a restart marker belongs to the scan. */
  private void skipScan() throws Rejection {
    while (true) {
      if (readByte(at) == 0xFF) {
        int next = readByte(at + 1);
        if (next != 0 && next != 0xFF && (next < RST0 || next > RST7)) {
          return;
        }
      }
      at++;
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  private int readShort(int index) throws Rejection {
    return readByte(index) << Byte.SIZE | readByte(index + 1);
  }

  private int readByte(int index) throws Rejection {
    if (index >= bytes.length) {
      throw new Rejection(
          Cause.TRUNCATED,
          "the JPEG stops after " + bytes.length + " bytes without an EOI marker; send all of it");
    }
    return unsigned(bytes[index]);
  }

  private static int unsigned(byte value) {
    return value & 0xFF;
  }
}
