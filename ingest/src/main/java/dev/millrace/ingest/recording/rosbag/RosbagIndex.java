package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.RecordFields;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the connections and chunk infos that lie at the end of a bag. */
final class RosbagIndex {

  private final RecordingFile file;
  private final RecordingLimits limits;
  private final BagConnections connections;
  private final RosbagMap map;

  private RosbagIndex(RecordingFile file, RecordingLimits limits) {
    this.file = file;
    this.limits = limits;
    this.connections = new BagConnections(limits);
    this.map = new RosbagMap(connections);
  }

  /**
   * What the index says.
   *
   * @throws BadRecord if the bag was never closed, or its index is damaged
   */
  static RosbagMap read(RecordingFile file, RecordingLimits limits) throws BadRecord, IOException {
    RosbagIndex index = new RosbagIndex(file, limits);
    BagHeader bag = BagRecord.at(file, RosbagFormat.MAGIC_LENGTH).header();
    if (bag.op() != BagHeader.BAG) {
      throw new BadRecord("the bag does not begin with its header");
    }
    long at = bag.i64("index_pos");
    if (at == 0) {
      throw new BadRecord("the bag has no index: it was never closed");
    }
    if (at < RosbagFormat.MAGIC_LENGTH || at > file.size()) {
      throw new BadRecord("the header puts the index at byte " + at + ", outside of the file");
    }
    long found = 0;
    while (at < file.size()) {
      BagRecord record = BagRecord.at(file, at);
      found += index.take(record);
      at = record.end();
    }
    if (found != bag.u32("chunk_count")) {
      throw new BadRecord(
          "the index has " + found + " chunks where the header says " + bag.u32("chunk_count"));
    }
    return index.map;
  }

  private int take(BagRecord record) throws BadRecord, IOException {
    if (record.header().op() == BagHeader.CONNECTION) {
      connections.add(record.header(), record.content(file, limits.definitionBytes()));
    }
    if (record.header().op() != BagHeader.CHUNK_INFO) {
      return 0;
    }
    BagHeader header = record.header();
    Map<Integer, Long> counts = new HashMap<>();
    RecordFields fields = record.fields(file, limits.definitionBytes());
    while (fields.left() > 0) {
      int connection = (int) fields.u32("connection of a chunk");
      if (connections.get(connection) == null) {
        throw new BadRecord("a chunk names connection " + connection + ", which is not defined");
      }
      counts.merge(connection, fields.u32("messages of a connection"), Long::sum);
    }
    long offset = header.i64("chunk_pos");
    map.compression(BagRecord.at(file, offset).header().text("compression"));
    map.add(new Block(offset, 0, header.time("start_time"), header.time("end_time")), counts);
    return 1;
  }
}
