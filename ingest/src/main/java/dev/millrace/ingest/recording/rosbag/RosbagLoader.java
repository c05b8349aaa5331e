package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import dev.millrace.ingest.recording.block.BlockLoader;
import dev.millrace.ingest.recording.block.LoadedBlock;
import dev.millrace.ingest.recording.block.WantedMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads the chunks of a bag. */
final class RosbagLoader implements BlockLoader {

  private final RecordingFile file;
  private final BagConnections connections;
  private final WantedMessages wanted;
  private final RosbagChunks chunks;
  private final BagWalk walk;

  RosbagLoader(
      RecordingFile file,
      BagConnections connections,
      WantedMessages wanted,
      RecordingLimits limits) {
    this.file = file;
    this.connections = connections;
    this.wanted = wanted;
    this.chunks = new RosbagChunks(file, limits);
    this.walk = new BagWalk(connections, limits);
  }

  @Override
  public LoadedBlock load(Block block) throws BadRecord, IOException {
    ByteBuffer data =
        block.length() > 0 ? chunks.load(block) : chunks.load(BagRecord.at(file, block.offset()));
    return wanted.of(block, data, walk);
  }

  @Override
  public void release(LoadedBlock loaded) {
    chunks.release(loaded.data());
  }

  @Override
  public Channel channel(ByteBuffer data, int at) {
    return Objects.requireNonNull(connections.get(BagWalk.connection(data, at)));
  }

  @Override
  public long publishTime(ByteBuffer data, int at) {
    return BagWalk.time(data, at);
  }

  @Override
  public ByteBuffer payload(ByteBuffer data, int at) {
    return BagWalk.payload(data, at);
  }

  @Override
  public long bytesRead() {
    return file.bytesRead();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
