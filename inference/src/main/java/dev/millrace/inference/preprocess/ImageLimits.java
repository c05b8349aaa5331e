package dev.millrace.inference.preprocess;

import dev.millrace.schemas.blob.Blobs;

/**
 * How large a picture may be, checked from its header before any pixel is allocated.
 *
 * @param maxBytes most encoded bytes
 * @param maxPixels most pixels, width × height
 * @param maxSide longest side in pixels
 */
public record ImageLimits(int maxBytes, long maxPixels, int maxSide) {

  /**
   * 64 MiB is what a blob may hold; a record of {@code events.image} holds less. 50 megapixels are
   * more than cameras on the road give and take 150 MB as RGB. No side above 20,000: a strip of one
   * pixel's height has no content.
   */
  public static final ImageLimits DEFAULT = new ImageLimits(Blobs.MOST_BYTES, 50_000_000L, 20_000);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxSide < 1) {
      throw new IllegalArgumentException(
          "picture limits must be positive: %d bytes, %d pixels, side %d"
              .formatted(maxBytes, maxPixels, maxSide));
    }
  }

  /** Lets a header within the limits through. */
  Outcome<ImageHeader> check(ImageHeader header) {
    long pixels = (long) header.width() * header.height();
    if (pixels > maxPixels || Math.max(header.width(), header.height()) > maxSide) {
      return Outcome.rejected(
          Outcome.Cause.TOO_LARGE,
          "picture is %d x %d = %d pixels, allowed are %d pixels and sides to %d; scale it down"
              .formatted(header.width(), header.height(), pixels, maxPixels, maxSide));
    }
    return Outcome.prepared(header);
  }
}
