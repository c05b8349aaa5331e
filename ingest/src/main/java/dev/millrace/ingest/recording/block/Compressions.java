package dev.millrace.ingest.recording.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.millrace.ingest.recording.BadRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

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
          checkLength(Lz4Frames.read(from, fromLength, into, intoLength), intoLength);

  /** bzip2. */
  public static final Compression BZ2 =
      (from, fromLength, into, intoLength) ->
          stream(BZip2CompressorInputStream::new, from, fromLength, into, intoLength);

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

  private static void stream(
      Opener opener, byte[] from, int fromLength, byte[] into, int intoLength) throws BadRecord {
    try (InputStream bytes = opener.open(new ByteArrayInputStream(from, 0, fromLength))) {
      checkLength(bytes.readNBytes(into, 0, intoLength), intoLength);
      if (bytes.read() >= 0) {
        throw new BadRecord("the chunk decompresses to more than " + intoLength + " bytes");
      }
    } catch (IOException | RuntimeException e) {
      // The library throws both at damaged bytes.
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
