package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.block.Block;
import dev.millrace.ingest.recording.block.MergedBlocks;
import dev.millrace.ingest.recording.block.WantedMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** ROS 1 bags, version 2.0: not compressed, bz2 or lz4, with an index or without. */
public final class RosbagFormat implements RecordingFormat {

  static final int MAGIC_LENGTH = 13;

  private static final byte[] MAGIC = "#ROSBAG V2.0\n".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "rosbag";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    return RecordingFile.beginsWith(path, MAGIC);
  }

  @Override
  public MessageReader open(Path path, MessageFilter filter, RecordingLimits limits)
      throws IOException {
    RecordingFile file = RecordingFile.open(path);
    try {
      Damages damages = new Damages();
      RosbagMap map = map(file, limits, damages);
      WantedMessages wanted = new WantedMessages(map.connections(), filter, damages);
      RosbagLoader loader = new RosbagLoader(file, map.connections(), wanted, limits);
      List<Block> blocks =
          map.chunks().stream()
              .filter(chunk -> wanted.mayLieIn(chunk.block(), chunk.connections()))
              .map(RosbagMap.Chunk::block)
              .toList();
      return new MergedBlocks(blocks, loader, damages, limits.openBytes());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public RecordingSummary summary(Path path, RecordingLimits limits) throws IOException {
    try (RecordingFile file = RecordingFile.open(path)) {
      Damages damages = new Damages();
      RosbagMap map = map(file, limits, damages);
      return map.summary(damages.list());
    }
  }

  private static RosbagMap map(RecordingFile file, RecordingLimits limits, Damages damages)
      throws IOException {
    try {
      return RosbagIndex.read(file, limits);
    } catch (BadRecord e) {
      damages.add(e.problem() + "; the file is scanned instead");
      return RosbagScan.read(file, limits, damages);
    }
  }
}
