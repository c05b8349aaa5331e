package dev.millrace.ingest.recording.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.millrace.ingest.recording.BadRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/** The ways in which the chunks of recordings are compressed. */
public final class Compressions {

  /** As it is. */
  public static final Compression NONE =
      (from, fromLength, into, intoLength) -> {
        checkLength(fromLength, intoLength);
        System.arraycopy(from, 0, into, 0, intoLength);
      };

  /** Zstandard, RFC 8878; one frame or several. */
  public static final Compression ZSTD = Compressions::zstd;

  /** LZ4 frames; ROS calls them {@code lz4} too. */
  public static final Compression LZ4 =
      (from, fromLength, into, intoLength) ->
          stream(Compressions::lz4, from, fromLength, into, intoLength);

  /** bzip2. */
  public static final Compression BZ2 =
      (from, fromLength, into, intoLength) ->
          stream(BZip2CompressorInputStream::new, from, fromLength, into, intoLength);

  private static final int FLAGS = 4;
  private static final int INDEPENDENT = 0x20;

  private interface Opener {
    InputStream open(ByteArrayInputStream compressed) throws IOException;
  }

  private Compressions() {}

  private static void zstd(byte[] from, int fromLength, byte[] into, int intoLength)
      throws BadRecord {
    try {
      checkLength(Zstd.decompressByteArray(into, 0, intoLength, from, 0, fromLength), intoLength);
    } catch (ZstdException e) {
      throw new BadRecord("zstd: " + e.getMessage(), e);
    }
  }

  /** The native decoder takes blocks that don't refer to each other; others go through Java. */
  private static InputStream lz4(ByteArrayInputStream compressed) throws IOException {
    compressed.mark(Integer.MAX_VALUE);
    byte[] head = compressed.readNBytes(FLAGS + 1);
    compressed.reset();
    boolean linked = head.length > FLAGS && (head[FLAGS] & INDEPENDENT) == 0;
    return linked
        ? new FramedLZ4CompressorInputStream(compressed, true)
        : new LZ4FrameInputStream(compressed);
  }

  private static void stream(
      Opener opener, byte[] from, int fromLength, byte[] into, int intoLength) throws BadRecord {
    try (InputStream bytes = opener.open(new ByteArrayInputStream(from, 0, fromLength))) {
      checkLength(bytes.readNBytes(into, 0, intoLength), intoLength);
      if (bytes.read() >= 0) {
        throw new BadRecord("the chunk decompresses to more than " + intoLength + " bytes");
      }
    } catch (IOException | RuntimeException e) {
      // The libraries throw both at damaged bytes, lz4-java even plain RuntimeException.
      throw new BadRecord("the chunk does not decompress: " + e.getMessage(), e);
    }
  }

  private static void checkLength(long length, int expected) throws BadRecord {
    if (length != expected) {
      throw new BadRecord(
          "the chunk decompresses to " + length + " bytes where its head says " + expected);
    }
  }
}
