package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Reads LZ4 frames by the format's own description (lz4_Frame_format.md, version 1.6). The stream
 * of lz4-java refuses blocks that refer to the block before, which is how LZ4's library writes
 * unless told otherwise, and that of commons-compress takes minutes for what this reads in a
 * second.
 */
final class Lz4Frames {

  private static final long MAGIC = 0x184d2204L;
  private static final int HAS_CONTENT_CHECKSUM = 0x04;
  private static final int HAS_CONTENT_SIZE = 0x08;
  private static final int HAS_BLOCK_CHECKSUM = 0x10;
  private static final int INDEPENDENT = 0x20;
  private static final int VERSION = 0x40;
  private static final int VERSION_MASK = 0xc0;
  private static final int HAS_DICTIONARY = 0x01;
  private static final long PLAIN = 0x8000_0000L;

  private static final LZ4SafeDecompressor BLOCKS = LZ4Factory.fastestInstance().safeDecompressor();
  private static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

  private final RecordFields from;
  private final byte[] bytes;
  private final byte[] into;
  private final int end;
  private int at;

  private Lz4Frames(byte[] from, int fromLength, byte[] into, int intoLength) {
    this.bytes = from;
    this.from = new RecordFields(ByteBuffer.wrap(from, 0, fromLength));
    this.into = into;
    this.end = intoLength;
  }

  /** Decompresses all frames; returns how many bytes they gave. */
  static int read(byte[] from, int fromLength, byte[] into, int intoLength) throws BadRecord {
    Lz4Frames frames = new Lz4Frames(from, fromLength, into, intoLength);
    while (frames.from.left() > 0) {
      frames.frame();
    }
    return frames.at;
  }

  private void frame() throws BadRecord {
    long magic = from.u32("magic of an LZ4 frame");
    if (magic != MAGIC) {
      throw new BadRecord(String.format("an LZ4 frame begins with %08x", magic));
    }
    int flags = head();
    int start = at;
    for (long size = from.u32("block size"); size != 0; size = from.u32("block size")) {
      block(size, start, (flags & INDEPENDENT) != 0);
      if ((flags & HAS_BLOCK_CHECKSUM) != 0) {
        from.u32("block checksum");
      }
    }
    if ((flags & HAS_CONTENT_CHECKSUM) != 0) {
      long expected = from.u32("content checksum");
      long found = HASH.hash(into, start, at - start, 0) & 0xffff_ffffL;
      if (found != expected) {
        throw new BadRecord(
            String.format("LZ4: checksum %08x where %08x is written", found, expected));
      }
    }
  }

  private int head() throws BadRecord {
    int begin = from.position();
    int flags = from.u8("flags of an LZ4 frame");
    from.u8("largest block of an LZ4 frame");
    if ((flags & HAS_CONTENT_SIZE) != 0) {
      from.i64("content size");
    }
    if ((flags & VERSION_MASK) != VERSION || (flags & HAS_DICTIONARY) != 0) {
      throw new BadRecord("an LZ4 frame of another version, or with a dictionary");
    }
    int length = from.position() - begin;
    int found = HASH.hash(bytes, begin, length, 0) >> 8 & 0xff;
    if (found != from.u8("header checksum")) {
      throw new BadRecord("the head of an LZ4 frame has a wrong checksum");
    }
    return flags;
  }

  private void block(long size, int frame, boolean independent) throws BadRecord {
    int length = (int) (size & ~PLAIN);
    int begin = from.position();
    from.bytes(length, "block");
    if ((size & PLAIN) != 0) {
      copy(begin, length);
    } else if (independent || at == frame) {
      independent(begin, length, frame);
    } else {
      sequences(begin, length, frame);
    }
  }

  private void independent(int begin, int length, int frame) throws BadRecord {
    int room = Math.min(into.length - end, Compression.ROOM_BEHIND) + end - at;
    int got;
    try {
      got = BLOCKS.decompress(bytes, begin, length, into, at, room);
    } catch (LZ4Exception e) {
      // The native decoder insists on how a block ends, which not every writer minds.
      sequences(begin, length, frame);
      return;
    }
    if (got > end - at) {
      throw tooMany();
    }
    at += got;
  }

  private void sequences(int begin, int length, int frame) throws BadRecord {
    at = Lz4Sequences.read(bytes, begin, begin + length, into, frame, at, end);
  }

  private void copy(int begin, int length) throws BadRecord {
    if (length > end - at) {
      throw tooMany();
    }
    System.arraycopy(bytes, begin, into, at, length);
    at += length;
  }

  private BadRecord tooMany() {
    return new BadRecord("LZ4: more than " + end + " bytes");
  }
}
