package dev.millrace.ingest.decode;

import java.nio.ByteBuffer;

/**
 * JPEG and PNG bytes. What the bytes are is decided by the bytes: a picture with the wrong content
 * type is still a picture. The size is read from the header and held against the limit before
 * anything is allocated; then the picture is walked to its end.
 */
final class PictureContent implements ContentDecoder {

  private final Limits limits;

  PictureContent(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Content decode(RawRecord raw, RawFeed feed) throws Rejection {
    return new Content(Said.NOTHING, read(raw.bytes()));
  }

  Payload.Picture read(byte[] bytes) throws Rejection {
    if (PngProbe.isPng(bytes)) {
      PngProbe probe = new PngProbe(bytes);
      check(probe.width(), probe.height());
      probe.walkToEnd();
      return picture("png", probe.width(), probe.height(), bytes);
    }
    if (JpegProbe.isJpeg(bytes)) {
      JpegProbe probe = new JpegProbe(bytes);
      check(probe.width(), probe.height());
      probe.walkToEnd();
      return picture("jpeg", probe.width(), probe.height(), bytes);
    }
    throw new Rejection(
        Cause.BAD_PICTURE,
        "the " + bytes.length + " bytes start like neither JPEG nor PNG; convert the picture");
  }

  private static Payload.Picture picture(String encoding, int width, int height, byte[] bytes) {
    return new Payload.Picture(encoding, width, height, ByteBuffer.wrap(bytes), null);
  }

  /** Refuses pictures that would take too much memory, and such without pixels. */
  void check(int width, int height) throws Rejection {
    if (width < 1 || height < 1) {
      throw new Rejection(
          Cause.BAD_PICTURE, "the picture is " + width + " × " + height + " pixels; it has none");
    }
    long pixels = (long) width * height;
    if (pixels > limits.pixels()) {
      throw new Rejection(
          Cause.TOO_LARGE,
          "the picture is "
              + width
              + " × "
              + height
              + " = "
              + pixels
              + " pixels, the limit is "
              + limits.pixels()
              + "; scale it down at the source");
    }
  }
}
