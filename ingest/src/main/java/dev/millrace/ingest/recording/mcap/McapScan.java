package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Walks through a file from its beginning as far as it is sound, chunks and all: where no index
 * says it, only this tells which channels there are and how the times of blocks overlap.
 */
final class McapScan {

  /** Messages outside of chunks are read in runs of about this length. */
  private static final long RUN_BYTES = 1 << 20;

  private final RecordingFile file;
  private final RecordingLimits limits;
  private final Damages damages;
  private final McapChannels channels;
  private final McapChunks chunks;
  private final McapWalk walk;
  private final List<McapMap.Chunk> found = new ArrayList<>();
  private final Map<Integer, Long> counts = new HashMap<>();
  private final Set<String> compressions = new TreeSet<>();
  private Run run = new Run();
  private long start = Long.MAX_VALUE;
  private long end = Long.MIN_VALUE;

  /** A block in the making. */
  private static final class Run {
    private final Set<Integer> ids = new HashSet<>();
    private long offset;
    private long length;
    private long start = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;
  }

  private McapScan(RecordingFile file, RecordingLimits limits, Damages damages) {
    this.file = file;
    this.limits = limits;
    this.damages = damages;
    this.channels = new McapChannels(limits);
    this.chunks = new McapChunks(file, limits);
    this.walk = new McapWalk(channels, limits);
  }

  /** Scans a file whose magic has been checked. */
  static McapMap read(RecordingFile file, RecordingLimits limits, Damages damages)
      throws IOException {
    McapScan scan = new McapScan(file, limits, damages);
    scan.records();
    return new McapMap(
        scan.channels, scan.found, scan.counts, scan.start, scan.end, scan.compressions);
  }

  private void records() throws IOException {
    long at = McapFormat.MAGIC_LENGTH;
    boolean more = at < file.size();
    while (more) {
      McapRecord record;
      try {
        record = McapRecord.at(file, at, file.size());
      } catch (BadRecord e) {
        at = cut(at, e);
        more = at > 0;
        continue;
      }
      more = take(record);
      at = record.end();
      if (more && at >= file.size()) {
        damages.add("the file ends at byte " + at + " without the end of its data");
        more = false;
      }
    }
    closeRun();
  }

  /**
   * Where reading goes on behind a record that the file does not hold to its end: the records of a
   * chunk that is not compressed are sound up to the cut. Else 0.
   */
  private long cut(long at, BadRecord problem) throws IOException {
    long inside = chunks.insideOfCut(at);
    damages.add(
        problem.problem()
            + (inside > 0
                ? "; what is left of the chunk is read without its CRC"
                : "; nothing behind it is read"));
    return inside;
  }

  private boolean take(McapRecord record) throws IOException {
    if (record.opcode() != Opcode.MESSAGE) {
      closeRun();
    }
    try {
      switch (record.opcode()) {
        case Opcode.SCHEMA ->
            channels.schema(record.fields(file, limits.definitionBytes(), "the schema"));
        case Opcode.CHANNEL ->
            channels.channel(record.fields(file, limits.definitionBytes(), "the channel"));
        case Opcode.MESSAGE -> message(record);
        case Opcode.CHUNK -> chunk(record);
        case Opcode.DATA_END -> checkData(record);
        case 0 -> throw new BadRecord("a record has the kind 0, which does not exist");
        default -> {
          // Indexes, attachments and metadata hold no messages; unknown kinds are passed over.
        }
      }
    } catch (BadRecord e) {
      damages.add("at byte " + record.offset() + ": " + e.problem() + "; passed over");
    }
    return record.opcode() != Opcode.DATA_END && record.opcode() != Opcode.FOOTER;
  }

  private void message(McapRecord record) throws BadRecord, IOException {
    if (record.length() < McapWalk.MESSAGE_HEAD
        || record.length() - McapWalk.MESSAGE_HEAD > limits.messageBytes()
        || record.end() - record.offset() > limits.chunkBytes()) {
      closeRun();
      throw new BadRecord(
          "the message has "
              + record.length()
              + " bytes; it needs at least "
              + McapWalk.MESSAGE_HEAD
              + ", and the limit is "
              + limits.messageBytes());
    }
    ByteBuffer head = file.look(record.content(), McapWalk.MESSAGE_HEAD);
    int channelId = head.getShort(0) & 0xffff;
    if (channels.get(channelId) == null) {
      closeRun();
      throw new BadRecord("a message names channel " + channelId + ", which is not defined");
    }
    long bytes = record.end() - record.offset();
    if (run.length > 0 && run.length + bytes > RUN_BYTES) {
      closeRun();
    }
    if (run.length == 0) {
      run.offset = record.offset();
    }
    run.length += bytes;
    count(run, channelId, head.getLong(2 + 4));
  }

  private void chunk(McapRecord record) throws BadRecord, IOException {
    Run chunk = new Run();
    chunk.offset = record.offset();
    chunk.length = record.end() - record.offset();
    compressions.add(chunks.compression(record));
    ByteBuffer data = chunks.load(new Block(chunk.offset, chunk.length, 0, 0));
    try {
      walk.walk(data, (channelId, logTime, place) -> count(chunk, channelId, logTime));
    } catch (BadRecord e) {
      damages.add(
          "chunk at byte " + record.offset() + ": " + e.problem() + "; the rest of it is lost");
    } finally {
      chunks.release(data);
    }
    add(chunk);
  }

  private void count(Run block, int channelId, long logTime) {
    counts.merge(channelId, 1L, Long::sum);
    block.ids.add(channelId);
    block.start = Math.min(block.start, logTime);
    block.end = Math.max(block.end, logTime);
    start = Math.min(start, logTime);
    end = Math.max(end, logTime);
  }

  private void closeRun() {
    add(run);
    run = new Run();
  }

  private void add(Run block) {
    if (!block.ids.isEmpty()) {
      Block where = new Block(block.offset, block.length, block.start, block.end);
      found.add(new McapMap.Chunk(where, Set.copyOf(block.ids)));
    }
  }

  private void checkData(McapRecord record) throws BadRecord, IOException {
    long expected = record.fields(file, limits.definitionBytes(), "the data end").u32("data CRC");
    if (expected != 0) {
      long crc = file.crc(0, record.offset());
      if (crc != expected) {
        damages.add(
            "the data up to byte "
                + record.offset()
                + " have a wrong CRC: "
                + Crc.differ(crc, expected)
                + "; what no chunk's CRC covers may be damaged");
      }
    }
  }
}
