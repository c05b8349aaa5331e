package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import dev.millrace.ingest.recording.block.ChunkMemory;
import dev.millrace.ingest.recording.block.Compression;
import dev.millrace.ingest.recording.block.Compressions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Brings the records of chunks into memory. The format has no CRCs. */
final class RosbagChunks {

  private static final Map<String, Compression> COMPRESSIONS =
      Map.of("none", Compressions.NONE, "bz2", Compressions.BZ2, "lz4", Compressions.LZ4);

  private final ChunkMemory memory;

  RosbagChunks(RecordingFile file, RecordingLimits limits) {
    this.memory = new ChunkMemory(file, limits.chunkBytes());
  }

  /** The records of a part of a chunk that is not compressed. */
  ByteBuffer load(Block part) throws BadRecord, IOException {
    return memory.load(part.offset(), part.length(), part.length(), Compressions.NONE);
  }

  ByteBuffer load(BagRecord record) throws BadRecord, IOException {
    if (record.header().op() != BagHeader.CHUNK) {
      throw new BadRecord("there is a record of kind " + record.header().op() + " and no chunk");
    }
    String name = record.header().text("compression");
    Compression compression = COMPRESSIONS.get(name);
    if (compression == null) {
      throw new BadRecord("the chunk is compressed as '" + name + "'; none, bz2 and lz4 are known");
    }
    return memory.load(record.data(), record.length(), record.header().u32("size"), compression);
  }

  void release(ByteBuffer data) {
    memory.release(data);
  }
}
