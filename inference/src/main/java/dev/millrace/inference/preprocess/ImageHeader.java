package dev.millrace.inference.preprocess;

/**
 * What a picture's first bytes say, before any pixel is decoded.
 *
 * @param format encoding
 * @param width width in pixels as stored, before any turn
 * @param height height in pixels as stored
 * @param orientation how it must be turned to stand upright
 */
record ImageHeader(Format format, int width, int height, ExifOrientation orientation) {

  /** Encodings that are read here. */
  enum Format {
    JPEG,
    PNG
  }

  /** Reads the header of a JPEG or PNG file. Never allocates by what the file claims. */
  static Outcome<ImageHeader> read(byte[] bytes) {
    if (PngChunks.startsLikePng(bytes)) {
      return PngChunks.header(bytes);
    }
    if (JpegSegments.startsLikeJpeg(bytes)) {
      return JpegSegments.read(bytes).then(JpegSegments::header);
    }
    return Outcome.rejected(
        Outcome.Cause.UNKNOWN_FORMAT,
        "the %d bytes are neither JPEG nor PNG; send one of these".formatted(bytes.length));
  }
}
