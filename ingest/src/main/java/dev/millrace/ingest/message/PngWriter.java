package dev.millrace.ingest.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes PNG (W3C recommendation, second edition). Without ImageIO, which would hold the picture
 * twice more. Fast rather than small: the next one to read it is a model.
 */
final class PngWriter {

  /** What a pixel holds. */
  enum Color {
    GRAY(8, 0, 1),
    GRAY16(16, 0, 2),
    RGB(8, 2, 3),
    RGBA(8, 6, 4);

    private final int bits;
    private final int type;
    private final int bytes;

    Color(int bits, int type, int bytes) {
      this.bits = bits;
      this.type = type;
      this.bytes = bytes;
    }
  }

  /** Fills rows. */
  interface Rows {
    void fill(int y, byte[] row);
  }

  private static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Each byte less the one of the pixel before it: smooth pictures become small numbers. */
  private static final int FILTER_SUB = 1;

  private PngWriter() {}

  static byte[] write(int width, int height, Color color, Rows rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    ByteBuffer head = ByteBuffer.allocate(13);
    head.putInt(width).putInt(height).put((byte) color.bits).put((byte) color.type);
    chunk(out, "IHDR", head.array());
    chunk(out, "IDAT", data(width, height, color, rows));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] data(int width, int height, Color color, Rows rows) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    byte[] row = new byte[width * color.bytes];
    byte[] filtered = new byte[row.length];
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater, 1 << 13)) {
      for (int y = 0; y < height; y++) {
        rows.fill(y, row);
        for (int i = 0; i < row.length; i++) {
          filtered[i] = (byte) (row[i] - (i < color.bytes ? 0 : row[i - color.bytes]));
        }
        out.write(FILTER_SUB);
        out.write(filtered);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes all
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
