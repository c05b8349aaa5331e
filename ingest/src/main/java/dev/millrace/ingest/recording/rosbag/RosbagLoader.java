package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.RecordingFile;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.block.Block;
import dev.millrace.ingest.recording.block.BlockLoader;
import dev.millrace.ingest.recording.block.LoadedBlock;
import dev.millrace.ingest.recording.block.MessageOrder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Reads the chunks of a bag. */
final class RosbagLoader implements BlockLoader {

  private final RecordingFile file;
  private final BagConnections connections;
  private final MessageFilter filter;
  private final Damages damages;
  private final RosbagChunks chunks;
  private final BagWalk walk;
  private final Map<Integer, Boolean> wanted = new HashMap<>();

  RosbagLoader(
      RecordingFile file,
      BagConnections connections,
      MessageFilter filter,
      RecordingLimits limits,
      Damages damages) {
    this.file = file;
    this.connections = connections;
    this.filter = filter;
    this.damages = damages;
    this.chunks = new RosbagChunks(file, limits);
    this.walk = new BagWalk(connections, limits);
  }

  @Override
  public LoadedBlock load(Block block) throws BadRecord, IOException {
    ByteBuffer data =
        block.length() > 0 ? chunks.load(block) : chunks.load(BagRecord.at(file, block.offset()));
    MessageOrder order = new MessageOrder();
    try {
      walk.walk(
          data,
          (connection, logTime, place) -> {
            if (logTime >= filter.from() && logTime < filter.until() && isWanted(connection)) {
              order.add(logTime, place);
            }
          });
    } catch (BadRecord e) {
      damages.add(
          "chunk at byte " + block.offset() + ": " + e.problem() + "; the rest of it is lost");
    }
    return new LoadedBlock(data, order.sort());
  }

  boolean isWanted(int connection) {
    return wanted.computeIfAbsent(
        connection,
        id -> {
          Channel channel = connections.get(id);
          return channel != null && filter.topics().test(channel.topic());
        });
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
