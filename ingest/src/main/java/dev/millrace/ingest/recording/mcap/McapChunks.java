package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import dev.millrace.ingest.recording.block.ChunkMemory;
import dev.millrace.ingest.recording.block.Compression;
import dev.millrace.ingest.recording.block.Compressions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Brings the records of chunks into memory: read, decompressed, their CRC checked. */
final class McapChunks {

  private static final Map<String, Compression> COMPRESSIONS =
      Map.of("", Compressions.NONE, "lz4", Compressions.LZ4, "zstd", Compressions.ZSTD);

  /** Times, size, CRC, length of the compression's name and of the records. */
  private static final int HEAD = 8 + 8 + 8 + 4 + 4 + 8;

  private static final int LONGEST_NAME = 64;

  private final RecordingFile file;
  private final ChunkMemory memory;

  McapChunks(RecordingFile file, RecordingLimits limits) {
    this.file = file;
    this.memory = new ChunkMemory(file, limits.chunkBytes());
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
      if (record.opcode() != Opcode.MESSAGE) {
        throw new BadRecord("there is a record of kind " + record.opcode() + " and no chunk");
      }
      return memory.load(block.offset(), block.length(), block.length(), Compressions.NONE);
    }
    Head head = head(record);
    Compression compression = COMPRESSIONS.get(head.compression);
    if (compression == null) {
      throw new BadRecord(
          "the chunk is compressed as '" + head.compression + "'; none, lz4 and zstd are known");
    }
    ByteBuffer data = memory.load(head.records, head.recordsLength, head.size, compression);
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

  /** Where the records of a chunk begin that is cut and not compressed; 0 if it is no such. */
  long insideOfCut(long offset) throws IOException {
    long left = file.size() - offset - Opcode.FRAME;
    if (left < HEAD || file.look(offset, 1).get(0) != Opcode.CHUNK) {
      return 0;
    }
    ByteBuffer head = file.look(offset + Opcode.FRAME, HEAD);
    return head.getInt(HEAD - Long.BYTES - Integer.BYTES) == 0 ? offset + Opcode.FRAME + HEAD : 0;
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
    return new Head(size, crc, compression, record.content() + fields.position(), records);
  }

  void release(ByteBuffer data) {
    memory.release(data);
  }
}
