package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Walks through a bag from its beginning as far as it is sound. */
final class RosbagScan {

  private final RecordingFile file;
  private final RecordingLimits limits;
  private final Damages damages;
  private final RosbagMap map;
  private final RosbagChunks chunks;
  private final BagWalk walk;

  private RosbagScan(RecordingFile file, RecordingLimits limits, Damages damages) {
    this.file = file;
    this.limits = limits;
    this.damages = damages;
    this.map = new RosbagMap(new BagConnections(limits));
    this.chunks = new RosbagChunks(file, limits);
    this.walk = new BagWalk(map.connections(), limits);
  }

  private static final class Times {
    private long start = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;

    private void add(long time) {
      start = Math.min(start, time);
      end = Math.max(end, time);
    }
  }

  /** Scans a bag whose magic has been checked. */
  static RosbagMap read(RecordingFile file, RecordingLimits limits, Damages damages)
      throws IOException {
    RosbagScan scan = new RosbagScan(file, limits, damages);
    long at = RosbagFormat.MAGIC_LENGTH;
    while (at < file.size()) {
      try {
        BagRecord record = BagRecord.begun(file, at);
        if (record.isCut(file)) {
          scan.cut(record);
        } else {
          scan.take(record);
        }
        at = record.end();
      } catch (BadRecord e) {
        damages.add(e.problem() + "; nothing behind it is read");
        break;
      }
    }
    return scan.map;
  }

  /** Of a chunk that is not compressed, the messages before the cut are sound. */
  private void cut(BagRecord record) throws BadRecord, IOException {
    if (record.header().op() != BagHeader.CHUNK
        || !record.header().text("compression").equals("none")) {
      BagRecord.at(file, record.offset());
    }
    long at = record.data();
    Map<Integer, Long> counts = new HashMap<>();
    Times times = new Times();
    try {
      while (at < file.size()) {
        BagRecord inside = BagRecord.at(file, at);
        if (inside.header().op() == BagHeader.CONNECTION) {
          take(inside);
        } else if (inside.header().op() == BagHeader.MESSAGE) {
          int connection = (int) inside.header().u32("conn");
          counts.merge(connection, 1L, Long::sum);
          times.add(inside.header().time("time"));
        }
        at = inside.end();
      }
    } catch (BadRecord e) {
      damages.add(e.problem() + "; the chunk at byte " + record.offset() + " is read up to there");
    }
    map.compression("none");
    map.add(new Block(record.data(), at - record.data(), times.start, times.end), counts);
  }

  private void take(BagRecord record) throws IOException {
    try {
      switch (record.header().op()) {
        case BagHeader.CONNECTION ->
            map.connections().add(record.header(), record.content(file, limits.definitionBytes()));
        case BagHeader.CHUNK -> chunk(record);
        default -> {
          // Indexes are not needed: every chunk is read.
        }
      }
    } catch (BadRecord e) {
      damages.add("at byte " + record.offset() + ": " + e.problem() + "; passed over");
    }
  }

  private void chunk(BagRecord record) throws BadRecord, IOException {
    ByteBuffer data = chunks.load(record);
    Map<Integer, Long> counts = new HashMap<>();
    Times times = new Times();
    try {
      walk.walk(
          data,
          (connection, logTime, place) -> {
            counts.merge(connection, 1L, Long::sum);
            times.add(logTime);
          });
    } catch (BadRecord e) {
      damages.add(
          "chunk at byte " + record.offset() + ": " + e.problem() + "; the rest of it is lost");
    } finally {
      chunks.release(data);
    }
    map.compression(record.header().text("compression"));
    map.add(new Block(record.offset(), 0, times.start, times.end), counts);
  }
}
