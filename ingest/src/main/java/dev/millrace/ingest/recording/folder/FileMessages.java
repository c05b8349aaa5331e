package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that are one message each. */
final class FileMessages implements TopicStream {

  /** Gives the time of the message at a place. */
  interface Times {
    long at(int place);
  }

  private final Channel channel;
  private final List<Path> files;
  private final Times times;
  private final int maxBytes;
  private int place = -1;

  FileMessages(Channel channel, List<Path> files, Times times, int maxBytes) {
    this.channel = channel;
    this.files = files;
    this.times = times;
    this.maxBytes = maxBytes;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public boolean advance() {
    place = Math.min(place + 1, files.size());
    return place < files.size();
  }

  @Override
  public long time() {
    return times.at(place);
  }

  @Override
  public ByteBuffer payload() throws IOException {
    Path file = files.get(place);
    long size = Files.size(file);
    if (size > maxBytes) {
      throw new IOException(
          file
              + " has "
              + size
              + " bytes, the limit of a message is "
              + maxBytes
              + "; make it smaller or leave its topic out (--exclude)");
    }
    return ByteBuffer.wrap(Files.readAllBytes(file));
  }

  @Override
  public void close() {
    place = files.size();
  }
}
