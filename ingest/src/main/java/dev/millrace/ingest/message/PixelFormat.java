package dev.millrace.ingest.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the pixels of a raw picture lie, by the names of {@code sensor_msgs/image_encodings}: one row
 * an encoding.
 *
 * @param bytes bytes of a pixel
 * @param color what the PNG holds
 * @param rows makes one row of the PNG
 */
record PixelFormat(int bytes, PngWriter.Color color, Rows rows) {

  /** Fills a row. */
  interface Rows {
    void fill(RawPicture picture, int y, byte[] row);
  }

  private static final Map<String, PixelFormat> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("rgb8", picked(PngWriter.Color.RGB, 0, 1, 2));
    BY_NAME.put("bgr8", picked(PngWriter.Color.RGB, 2, 1, 0));
    BY_NAME.put("8UC3", picked(PngWriter.Color.RGB, 2, 1, 0));
    BY_NAME.put("rgba8", picked(PngWriter.Color.RGBA, 0, 1, 2, 3));
    BY_NAME.put("bgra8", picked(PngWriter.Color.RGBA, 2, 1, 0, 3));
    BY_NAME.put("8UC4", picked(PngWriter.Color.RGBA, 2, 1, 0, 3));
    BY_NAME.put("mono8", picked(PngWriter.Color.GRAY, 0));
    BY_NAME.put("8UC1", picked(PngWriter.Color.GRAY, 0));
    BY_NAME.put("mono16", new PixelFormat(2, PngWriter.Color.GRAY16, PixelFormat::gray16));
    BY_NAME.put("16UC1", new PixelFormat(2, PngWriter.Color.GRAY16, PixelFormat::gray16));
    for (String order : new String[] {"rggb", "bggr", "gbrg", "grbg"}) {
      Bayer bayer = new Bayer(order);
      BY_NAME.put("bayer_" + order + "8", new PixelFormat(1, PngWriter.Color.RGB, bayer::fill));
    }
  }

  static PixelFormat of(String encoding) throws UnreadableMessage {
    PixelFormat format = BY_NAME.get(encoding);
    if (format == null) {
      throw new UnreadableMessage(
          "its encoding is '" + encoding + "'; known are " + String.join(", ", BY_NAME.keySet()));
    }
    return format;
  }

  byte[] png(RawPicture picture) {
    return PngWriter.write(
        picture.width(), picture.height(), color, (y, row) -> rows.fill(picture, y, row));
  }

  private static PixelFormat picked(PngWriter.Color color, int... from) {
    int bytes = from.length;
    return new PixelFormat(
        bytes,
        color,
        (picture, y, row) -> {
          for (int x = 0; x < picture.width(); x++) {
            for (int i = 0; i < bytes; i++) {
              row[x * bytes + i] = (byte) picture.u8(x * bytes + from[i], y);
            }
          }
        });
  }

  private static void gray16(RawPicture picture, int y, byte[] row) {
    for (int x = 0; x < picture.width(); x++) {
      int value = picture.u16(x, y);
      row[2 * x] = (byte) (value >> 8);
      row[2 * x + 1] = (byte) value;
    }
  }
}
