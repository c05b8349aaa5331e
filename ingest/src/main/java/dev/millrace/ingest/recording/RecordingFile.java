package dev.millrace.ingest.recording;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A file that is read from any place. Not mapped into memory: a file that is cut while it is mapped
 * ends the JVM. For one thread; the caller closes it.
 */
public final class RecordingFile implements Closeable {

  /** The JDK reads arrays through a buffer outside the heap that is as large as one request. */
  private static final int REQUEST = 1 << 20;

  private static final int WINDOW = 1 << 16;

  private final FileChannel channel;
  private final long size;
  private final byte[] window = new byte[WINDOW];
  private long windowStart;
  private int windowLength;
  private long bytesRead;

  private RecordingFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  /** Opens a file. */
  public static RecordingFile open(Path path) throws IOException {
    return new RecordingFile(FileChannel.open(path, StandardOpenOption.READ));
  }

  /** Whether there is a file that begins with these bytes. */
  public static boolean beginsWith(Path path, byte[] mark) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(mark.length), mark);
    }
  }

  public long size() {
    return size;
  }

  /** Bytes that have been read, those read twice twice. */
  public long bytesRead() {
    return bytesRead;
  }

  /**
   * Reads a stretch into an array.
   *
   * @throws EOFException if the file ends before it does
   */
  public void read(long offset, byte[] into, int length) throws IOException {
    int done = 0;
    while (done < length) {
      ByteBuffer piece = ByteBuffer.wrap(into, done, Math.min(REQUEST, length - done));
      int got = channel.read(piece, offset + done);
      if (got < 0) {
        throw new EOFException("the file ends at byte " + (offset + done));
      }
      done += got;
      bytesRead += got;
    }
  }

  /**
   * A short stretch, valid until the next call; neighbours are read with it.
   *
   * @param length checked by the caller: more than a window is allocated
   */
  public ByteBuffer look(long offset, int length) throws IOException {
    if (length > WINDOW) {
      byte[] own = new byte[length];
      read(offset, own, length);
      return ByteBuffer.wrap(own).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (offset < windowStart || offset + length > windowStart + windowLength) {
      windowLength = 0;
      int wanted = (int) Math.min(WINDOW, size - offset);
      read(offset, window, Math.max(wanted, length));
      windowStart = offset;
      windowLength = wanted;
    }
    return ByteBuffer.wrap(window, (int) (offset - windowStart), length)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** CRC-32 of a stretch, as zlib and Ethernet have it. */
  public long crc(long from, long until) throws IOException {
    CRC32 crc = new CRC32();
    byte[] piece = new byte[(int) Math.min(REQUEST, Math.max(0, until - from))];
    for (long at = from; at < until; at += piece.length) {
      int length = (int) Math.min(piece.length, until - at);
      read(at, piece, length);
      crc.update(piece, 0, length);
    }
    return crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
