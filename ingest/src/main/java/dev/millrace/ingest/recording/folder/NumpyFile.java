package dev.millrace.ingest.recording.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The rows of a NumPy array file (.npy 1.0 to 3.0), read in windows of bounded size. Elements of
 * fixed-width strings are given as they lie in the file, trailing zeros and all.
 *
 * <p>Source of the format: NEP 1, "A Simple File Format for NumPy Arrays".
 */
final class NumpyFile implements Closeable {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int WINDOW_BYTES = 1 << 16;

  private final FileChannel file;
  private final NumpyHeader header;
  private final long start;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowRow;
  private long windowRows;

  private NumpyFile(FileChannel file, NumpyHeader header, long start) {
    this.file = file;
    this.header = header;
    this.start = start;
  }

  /**
   * Opens an array.
   *
   * @param maxHeaderBytes longest header
   * @param maxRowBytes longest row
   * @throws IOException if it is none, too large, shorter than its header says, or of a type that
   *     is not read
   */
  static NumpyFile open(Path path, int maxHeaderBytes, int maxRowBytes) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      ByteBuffer lead = read(file, 0, 12, path);
      for (byte expected : MAGIC) {
        if (lead.get() != expected) {
          throw new IOException(path + " is no NumPy array: it does not start with \\x93NUMPY");
        }
      }
      int version = lead.get();
      lead.get();
      if (version < 1 || version > 3) {
        throw new IOException(
            path + " is a NumPy array of version " + version + ", 1 to 3 are read");
      }
      lead.order(ByteOrder.LITTLE_ENDIAN);
      long length =
          version == 1 ? Short.toUnsignedInt(lead.getShort()) : lead.getInt() & 0xFFFFFFFFL;
      if (length > maxHeaderBytes) {
        throw new IOException(
            path + " has a header of " + length + " bytes, the limit is " + maxHeaderBytes);
      }
      int at = version == 1 ? 10 : 12;
      String text = StandardCharsets.UTF_8.decode(read(file, at, (int) length, path)).toString();
      NumpyHeader header = NumpyHeader.parse(text, path, maxRowBytes);
      long needed = at + length + Math.multiplyExact(header.rows(), (long) header.rowBytes());
      if (file.size() < needed) {
        throw new IOException(
            path + " is cut short: " + file.size() + " of " + needed + " bytes are there");
      }
      return new NumpyFile(file, header, at + length);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static ByteBuffer read(FileChannel file, long at, int bytes, Path path)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        throw new IOException(path + " ends within its header; it is no whole NumPy array");
      }
    }
    return buffer.flip();
  }

  long rows() {
    return header.rows();
  }

  /** Elements of a row. */
  int columns() {
    return header.columns();
  }

  /** Bytes of an element. */
  int elementBytes() {
    return header.type().bytes();
  }

  /** Whether elements are byte strings. */
  boolean text() {
    return header.type().text();
  }

  /** An element as a number. */
  double number(long row, int column) throws IOException {
    return header.type().read(window(row), offset(row, column));
  }

  /** Bytes of an element, for fixed-width strings. */
  byte[] bytes(long row, int column) throws IOException {
    byte[] bytes = new byte[elementBytes()];
    window(row).get(offset(row, column), bytes);
    return bytes;
  }

  private int offset(long row, int column) {
    return (int) (row - windowRow) * header.rowBytes() + column * elementBytes();
  }

  private ByteBuffer window(long row) throws IOException {
    if (row < windowRow || row >= windowRow + windowRows) {
      long most = Math.max(1, WINDOW_BYTES / Math.max(1, header.rowBytes()));
      windowRow = row;
      windowRows = Math.min(most, header.rows() - row);
      window = ByteBuffer.allocate((int) windowRows * header.rowBytes());
      window.order(header.type().order());
      fill();
    }
    return window;
  }

  private void fill() throws IOException {
    if (header.layout() == NumpyHeader.Layout.BY_ROW) {
      read(window, start + windowRow * header.rowBytes());
      return;
    }
    int bytes = elementBytes();
    ByteBuffer column = ByteBuffer.allocate((int) windowRows * bytes);
    for (int c = 0; c < columns(); c++) {
      read(column.clear(), start + (c * header.rows() + windowRow) * bytes);
      for (int r = 0; r < windowRows; r++) {
        window.put(r * header.rowBytes() + c * bytes, column, r * bytes, bytes);
      }
    }
  }

  private void read(ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      if (file.read(into, at + into.position()) < 0) {
        throw new IOException("an array became shorter while it was read");
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
