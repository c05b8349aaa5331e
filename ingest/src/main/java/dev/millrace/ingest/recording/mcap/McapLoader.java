package dev.millrace.ingest.recording.mcap;

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

/** Reads the blocks of an MCAP file. */
final class McapLoader implements BlockLoader {

  private static final int PUBLISH_TIME = 2 + 4 + 8;
  private static final int LENGTH_BACK = 8;

  private final RecordingFile file;
  private final McapChannels channels;
  private final WantedMessages wanted;
  private final McapChunks chunks;
  private final McapWalk walk;

  McapLoader(
      RecordingFile file, McapChannels channels, WantedMessages wanted, RecordingLimits limits) {
    this.file = file;
    this.channels = channels;
    this.wanted = wanted;
    this.chunks = new McapChunks(file, limits);
    this.walk = new McapWalk(channels, limits);
  }

  @Override
  public LoadedBlock load(Block block) throws BadRecord, IOException {
    ByteBuffer data = chunks.load(block);
    return wanted.of(block, data, walk);
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
