package dev.millrace.ingest.recording.mcap;

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

/** Reads the blocks of an MCAP file. */
final class McapLoader implements BlockLoader {

  private static final int PUBLISH_TIME = 2 + 4 + 8;
  private static final int LENGTH_BACK = 8;

  private final RecordingFile file;
  private final McapChannels channels;
  private final MessageFilter filter;
  private final Damages damages;
  private final McapChunks chunks;
  private final McapWalk walk;
  private final Map<Integer, Boolean> wanted = new HashMap<>();

  McapLoader(
      RecordingFile file,
      McapChannels channels,
      MessageFilter filter,
      RecordingLimits limits,
      Damages damages) {
    this.file = file;
    this.channels = channels;
    this.filter = filter;
    this.damages = damages;
    this.chunks = new McapChunks(file, limits);
    this.walk = new McapWalk(channels, limits);
  }

  @Override
  public LoadedBlock load(Block block) throws BadRecord, IOException {
    ByteBuffer data = chunks.load(block);
    MessageOrder order = new MessageOrder();
    try {
      walk.walk(
          data,
          (channelId, logTime, place) -> {
            if (logTime >= filter.from() && logTime < filter.until() && isWanted(channelId)) {
              order.add(logTime, place);
            }
          });
    } catch (BadRecord e) {
      damages.add(
          "chunk at byte " + block.offset() + ": " + e.problem() + "; the rest of it is lost");
    }
    return new LoadedBlock(data, order.sort());
  }

  boolean isWanted(int channelId) {
    return wanted.computeIfAbsent(
        channelId,
        id -> {
          Channel channel = channels.get(id);
          return channel != null && filter.topics().test(channel.topic());
        });
  }

  @Override
  public void release(LoadedBlock loaded) {
    chunks.release(loaded.data());
  }

  @Override
  public Channel channel(ByteBuffer data, int at) {
    return Objects.requireNonNull(channels.get(data.getShort(at) & 0xffff));
  }

  @Override
  public long publishTime(ByteBuffer data, int at) {
    return data.getLong(at + PUBLISH_TIME);
  }

  @Override
  public ByteBuffer payload(ByteBuffer data, int at) {
    int length = (int) data.getLong(at - LENGTH_BACK) - McapWalk.MESSAGE_HEAD;
    return data.slice(at + McapWalk.MESSAGE_HEAD, length);
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
