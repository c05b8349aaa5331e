package dev.millrace.inference.preprocess;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Pictures made in the test. */
final class TestPictures {

  static final Color[] CORNERS = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};

  private TestPictures() {}

  /** Four coloured quarters: red and green above, blue and white below. */
  static BufferedImage quarters(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 4; i++) {
      canvas.setColor(CORNERS[i]);
      canvas.fillRect(i % 2 * width / 2, i / 2 * height / 2, width / 2, height / 2);
    }
    canvas.dispose();
    return image;
  }

  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Puts an Exif segment with an orientation right behind the JPEG's first marker. */
  static byte[] withOrientation(byte[] jpeg, int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(38).order(order);
    tiff.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M'));
    tiff.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M'));
    tiff.putShort((short) 42).putInt(8).putShort((short) 2);
    tiff.putShort((short) 0x010F).putShort((short) 2).putInt(1).putInt(0);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
    byte[] exif = new byte[6 + 38];
    System.arraycopy(new byte[] {'E', 'x', 'i', 'f', 0, 0}, 0, exif, 0, 6);
    System.arraycopy(tiff.array(), 0, exif, 6, 38);
    return withSegment(jpeg, 0xE1, exif);
  }

  static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + content.length + 4);
    out.put(jpeg, 0, 2);
    out.put((byte) 0xFF).put((byte) marker).putShort((short) (content.length + 2)).put(content);
    out.put(jpeg, 2, jpeg.length - 2);
    return out.array();
  }

  /** A PNG whose header claims a size and which has nothing else. */
  static byte[] pngClaiming(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(8 + 25);
    png.putLong(0x89504E470D0A1A0AL).putInt(13);
    int from = png.position();
    png.put("IHDR".getBytes(StandardCharsets.US_ASCII));
    png.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 checksum = new CRC32();
    checksum.update(Arrays.copyOfRange(png.array(), from, png.position()));
    png.putInt((int) checksum.getValue());
    return png.array();
  }

  static Color colour(Pixels pixels, int x, int y) {
    int at = 3 * (y * pixels.width() + x);
    byte[] rgb = pixels.rgb();
    return new Color(rgb[at] & 0xFF, rgb[at + 1] & 0xFF, rgb[at + 2] & 0xFF);
  }
}
