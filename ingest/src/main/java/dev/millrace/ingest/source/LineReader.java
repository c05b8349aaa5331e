package dev.millrace.ingest.source;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a file into lines without decoding it, so that a line with broken UTF-8 reaches ingest as it
 * is. Lines end in LF or CRLF; a UTF-8 byte order mark is dropped.
 */
public final class LineReader implements Closeable {

  /** An event topic takes records of 1 MiB, so a longer text could go nowhere. */
  public static final int MAX_LINE_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] NONE = {};
  private static final byte[] LF = {'\n'};
  private static final byte[] CRLF = {'\r', '\n'};

  private final InputStream in;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private long number;

  LineReader(InputStream in, String name, int maxBytes) throws IOException {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
    this.maxBytes = maxBytes;
    dropByteOrderMark(name);
  }

  /**
   * Opens a file; the caller closes it.
   *
   * @throws UnusableSource if the file can't be opened or isn't UTF-8 text
   */
  public static LineReader open(Path file, String name) {
    try {
      InputStream in = Files.newInputStream(file);
      try {
        return new LineReader(in, name, MAX_LINE_BYTES);
      } catch (RuntimeException | IOException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UnusableSource(name + " can't be read: " + e, e);
    }
  }

  private void dropByteOrderMark(String name) throws IOException {
    in.mark(UTF_8_MARK.length);
    byte[] first = in.readNBytes(UTF_8_MARK.length);
    if (Arrays.equals(first, UTF_8_MARK)) {
      return;
    }
    if (first.length >= 2 && (first[0] & first[1] & 0xFE) == 0xFE && first[0] != first[1]) {
      throw new UnusableSource(
          name + " starts with a UTF-16 byte order mark; convert the file to UTF-8");
    }
    in.reset();
  }

  /** The next line; empty at the end. The ending after the last line makes no further line. */
  public Optional<Line> next() throws IOException {
    line.reset();
    long omitted = 0;
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() < maxBytes) {
        line.write(b);
      } else {
        omitted++;
      }
    }
    number++;
    byte[] bytes = line.toByteArray();
    if (b < 0) {
      return Optional.of(new Line(number, bytes, NONE, omitted));
    }
    if (omitted == 0 && bytes.length > 0 && bytes[bytes.length - 1] == '\r') {
      return Optional.of(new Line(number, Arrays.copyOf(bytes, bytes.length - 1), CRLF, 0));
    }
    return Optional.of(new Line(number, bytes, LF, omitted));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
