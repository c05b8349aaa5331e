package dev.millrace.inference.preprocess;

/**
 * A decoded picture, upright.
 *
 * @param width width in pixels
 * @param height height in pixels
 * @param rgb red, green, blue of each pixel, row by row, {@code 3 × width × height} bytes
 *     (unsigned)
 */
@SuppressWarnings("ArrayRecordComponent") // Pixels are large: shared, never compared or copied.
public record Pixels(int width, int height, byte[] rgb) {

  public Pixels {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "%d x %d pixels need %d bytes, not %d"
              .formatted(width, height, 3L * width * height, rgb.length));
    }
  }
}
