package dev.millrace.inference.preprocess;

import java.nio.ByteBuffer;

/** The chunks of a PNG file that are needed before it is decoded (PNG specification, 3rd ed.). */
final class PngChunks {

  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int IHDR = 0x49484452;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;
  private static final int NONE = 0;
  private static final int EXIF = 0x65584966;
  private static final int IHDR_BYTES = 13;

  /** Length and type in front of a chunk's content, checksum behind it. */
  private static final int FRAME_BYTES = 12;

  private PngChunks() {}

  static boolean startsLikePng(byte[] bytes) {
    return bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong() == SIGNATURE;
  }

  static Outcome<ImageHeader> header(byte[] bytes) {
    ByteBuffer png = ByteBuffer.wrap(bytes);
    if (bytes.length < 8 + FRAME_BYTES + IHDR_BYTES || png.getInt(12) != IHDR) {
      return Outcome.rejected(
          Outcome.Cause.CORRUPT, "PNG of %d bytes has no header".formatted(bytes.length));
    }
    int width = png.getInt(16);
    int height = png.getInt(20);
    if (width < 1 || height < 1) {
      return Outcome.rejected(
          Outcome.Cause.CORRUPT, "PNG header claims %d x %d pixels".formatted(width, height));
    }
    return Outcome.prepared(
        new ImageHeader(ImageHeader.Format.PNG, width, height, orientation(bytes)));
  }

  /** The Exif chunk, where one stands before the pixels. */
  private static ExifOrientation orientation(byte[] bytes) {
    ByteBuffer png = ByteBuffer.wrap(bytes);
    int exif = find(png, EXIF, IDAT);
    return exif < 0
        ? ExifOrientation.UPRIGHT
        : ExifOrientation.read(bytes, exif + 8, exif + 8 + png.getInt(exif));
  }

  /** Makes sure that the file has its last chunk: decoders don't always miss it. */
  static Outcome<byte[]> complete(byte[] bytes) {
    return find(ByteBuffer.wrap(bytes), IEND, NONE) < 0
        ? Outcome.rejected(
            Outcome.Cause.CORRUPT,
            "PNG is truncated: no end chunk in %d bytes".formatted(bytes.length))
        : Outcome.prepared(bytes);
  }

  /** Start of the first chunk of a type before one of another type, or −1. */
  private static int find(ByteBuffer png, int wanted, int before) {
    int at = 8;
    while (at <= png.limit() - FRAME_BYTES) {
      int length = png.getInt(at);
      int type = png.getInt(at + 4);
      if (length < 0 || length > png.limit() - at - FRAME_BYTES || type == before) {
        return -1;
      }
      if (type == wanted) {
        return at;
      }
      at += FRAME_BYTES + length;
    }
    return -1;
  }
}
