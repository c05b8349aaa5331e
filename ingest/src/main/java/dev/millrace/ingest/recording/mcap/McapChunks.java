package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import dev.millrace.ingest.recording.block.Compression;
import dev.millrace.ingest.recording.block.Compressions;
import dev.millrace.ingest.recording.block.SpareArrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Brings the records of chunks into memory: read, decompressed, their CRC checked. */
final class McapChunks {

  private static final Map<String, Compression> COMPRESSIONS =
      Map.of("", Compressions.NONE, "lz4", Compressions.LZ4, "zstd", Compressions.ZSTD);

  /** Times, size, CRC, length of the compression's name, of the longest name, of the records. */
  private static final int HEAD = 8 + 8 + 8 + 4 + 4 + 8;

  private static final int LONGEST_NAME = 64;

  private final RecordingFile file;
  private final RecordingLimits limits;
  private final SpareArrays spares = new SpareArrays();

  McapChunks(RecordingFile file, RecordingLimits limits) {
    this.file = file;
    this.limits = limits;
  }

  private record Head(long size, long crc, String compression, long records, long recordsLength) {}

  /**
   * The records of a block, little-endian from 0 to the limit; given back by {@link #release}.
   *
   * @throws BadRecord if the block is damaged or larger than the limits
   */
  ByteBuffer load(Block block) throws BadRecord, IOException {
    McapRecord record = McapRecord.at(file, block.offset(), file.size());
    if (record.opcode() != Opcode.CHUNK) {
      return copy(block.offset(), block.length());
    }
    Head head = head(record);
    Compression compression = COMPRESSIONS.get(head.compression);
    if (compression == null) {
      throw new BadRecord(
          "the chunk is compressed as '" + head.compression + "'; none, lz4 and zstd are known");
    }
    ByteBuffer data =
        compression == Compressions.NONE && head.size == head.recordsLength
            ? copy(head.records, head.size)
            : decompress(head, compression);
    if (head.crc != 0) {
      long found = Crc.of(data.array(), data.limit());
      if (found != head.crc) {
        release(data);
        throw new BadRecord("the chunk has a wrong CRC: " + Crc.differ(found, head.crc));
      }
    }
    return data;
  }

  /** The compression of a chunk. */
  String compression(McapRecord chunk) throws BadRecord, IOException {
    return head(chunk).compression;
  }

  private Head head(McapRecord record) throws BadRecord, IOException {
    int length = (int) Math.min(record.length(), HEAD + LONGEST_NAME);
    RecordFields fields = new RecordFields(file.look(record.content(), length));
    fields.i64("chunk start time");
    fields.i64("chunk end time");
    long size = fields.i64("uncompressed size");
    long crc = fields.u32("chunk CRC");
    String compression = fields.text("compression");
    long records = fields.i64("length of the chunk's records");
    if (records < 0 || records > record.length() - fields.position()) {
      throw new BadRecord("the chunk says that it has " + records + " bytes of records");
    }
    checkSize(size);
    checkSize(records);
    return new Head(size, crc, compression, record.content() + fields.position(), records);
  }

  private ByteBuffer decompress(Head head, Compression compression) throws BadRecord, IOException {
    int length = (int) head.recordsLength;
    byte[] compressed = spares.take(length);
    byte[] data = spares.take((int) head.size);
    try {
      file.read(head.records, compressed, length);
      compression.decompress(compressed, length, data, (int) head.size);
    } catch (BadRecord e) {
      spares.give(data);
      throw e;
    } finally {
      spares.give(compressed);
    }
    return buffer(data, (int) head.size);
  }

  private ByteBuffer copy(long offset, long length) throws BadRecord, IOException {
    checkSize(length);
    byte[] data = spares.take((int) length);
    file.read(offset, data, (int) length);
    return buffer(data, (int) length);
  }

  private void checkSize(long size) throws BadRecord {
    if (size < 0 || size > limits.chunkBytes()) {
      throw new BadRecord(
          "the chunk has "
              + Long.toUnsignedString(size)
              + " bytes, the limit is "
              + limits.chunkBytes());
    }
  }

  private static ByteBuffer buffer(byte[] data, int length) {
    return ByteBuffer.wrap(data).limit(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  void release(ByteBuffer data) {
    spares.give(data.array());
  }
}
