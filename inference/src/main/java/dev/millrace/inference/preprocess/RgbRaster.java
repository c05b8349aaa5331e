package dev.millrace.inference.preprocess;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Samples of a decoded image as RGB bytes. Samples are taken as they are stored: Java's own colour
 * conversion reads grey as linear light and would brighten it.
 */
final class RgbRaster {

  private RgbRaster() {}

  static Pixels of(BufferedImage image) {
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isPlain(image.getRaster())) {
      return ofBgr(image);
    }
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return ofPalette(image.getRaster(), palette);
    }
    return ofSamples(image);
  }

  /** Whether the bytes lie row by row without gaps. */
  private static boolean isPlain(Raster raster) {
    return raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && model.getScanlineStride() == 3 * raster.getWidth()
        && raster.getDataBuffer().getSize() == 3 * raster.getWidth() * raster.getHeight();
  }

  private static Pixels ofBgr(BufferedImage image) {
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    byte[] rgb = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i += 3) {
      rgb[i] = bgr[i + 2];
      rgb[i + 1] = bgr[i + 1];
      rgb[i + 2] = bgr[i];
    }
    return new Pixels(image.getWidth(), image.getHeight(), rgb);
  }

  private static Pixels ofPalette(Raster raster, IndexColorModel palette) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    int width = raster.getWidth();
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        int colour = index < colours.length ? colours[index] : 0;
        int alpha = colour >>> 24;
        rgb[out++] = onWhite(colour >> 16 & 0xFF, alpha);
        rgb[out++] = onWhite(colour >> 8 & 0xFF, alpha);
        rgb[out++] = onWhite(colour & 0xFF, alpha);
      }
    }
    return new Pixels(width, raster.getHeight(), rgb);
  }

  /** Grey or RGB, 8 or 16 bits, with or without alpha as the last band. */
  private static Pixels ofSamples(BufferedImage image) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int width = raster.getWidth();
    boolean alpha = image.getColorModel().hasAlpha();
    int shift = raster.getSampleModel().getSampleSize(0) - 8;
    int green = bands >= 3 ? 1 : 0;
    int blue = bands >= 3 ? 2 : 0;
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width * bands];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        int opacity = alpha ? row[i + bands - 1] >> shift : 255;
        rgb[out++] = onWhite(row[i] >> shift, opacity);
        rgb[out++] = onWhite(row[i + green] >> shift, opacity);
        rgb[out++] = onWhite(row[i + blue] >> shift, opacity);
      }
    }
    return new Pixels(width, raster.getHeight(), rgb);
  }

  /**
   * Printing inks (CMYK) to RGB without colour profile.
   *
   * @param adobeTransform as in {@link JpegSegments#adobeTransform()}; Adobe stores inks inverted
   */
  static Pixels ofInks(Raster raster, int adobeTransform) {
    int width = raster.getWidth();
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width * 4];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        if (adobeTransform == 2) {
          yccToRgb(row, i);
        }
        int black = adobeTransform < 0 ? 255 - row[i + 3] : row[i + 3];
        for (int band = 0; band < 3; band++) {
          int paper = adobeTransform < 0 ? 255 - row[i + band] : row[i + band];
          rgb[out++] = (byte) (paper * black / 255);
        }
      }
    }
    return new Pixels(width, raster.getHeight(), rgb);
  }

  /** ITU-T T.871, in place. */
  private static void yccToRgb(int[] samples, int at) {
    double y = samples[at];
    double cb = samples[at + 1] - 128.0;
    double cr = samples[at + 2] - 128.0;
    samples[at] = clamp(y + 1.402 * cr);
    samples[at + 1] = clamp(y - 0.344136 * cb - 0.714136 * cr);
    samples[at + 2] = clamp(y + 1.772 * cb);
  }

  private static int clamp(double sample) {
    return (int) Math.max(0, Math.min(255, Math.round(sample)));
  }

  private static byte onWhite(int sample, int alpha) {
    return (byte) (255 - (255 - sample) * alpha / 255);
  }
}
