package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.Ordinals;
import dev.millrace.ingest.recording.RecordedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several topics as one recording: by time, and those of one time in the order of the topics. */
final class MergedStreams implements MessageReader {

  private static final class Lane {
    private final TopicStream stream;
    private final Ordinals ordinals = new Ordinals();

    Lane(TopicStream stream) {
      this.stream = stream;
    }

    long time() {
      return stream.time();
    }

    int order() {
      return stream.channel().id();
    }
  }

  private final Streams streams;
  private final MessageFilter filter;
  private final PriorityQueue<Lane> lanes =
      new PriorityQueue<>(Comparator.comparingLong(Lane::time).thenComparingInt(Lane::order));
  private @Nullable Lane given;
  private long bytes;

  private MergedStreams(Streams streams, MessageFilter filter) {
    this.streams = streams;
    this.filter = filter;
  }

  /** Takes the streams over and goes to the first message of each. */
  static MergedStreams open(Streams streams, MessageFilter filter) throws IOException {
    MergedStreams merged = new MergedStreams(streams, filter);
    try {
      for (TopicStream stream : streams.topics()) {
        merged.advance(new Lane(stream));
      }
      return merged;
    } catch (IOException | RuntimeException e) {
      streams.close();
      throw e;
    }
  }

  private void advance(Lane lane) throws IOException {
    if (lane.stream.advance()) {
      lanes.add(lane);
    }
  }

  @Override
  public Optional<RecordedMessage> next() throws IOException {
    // The bytes of the last message stay valid until now.
    for (Lane lane = first(); lane != null; lane = first()) {
      given = lane;
      Channel channel = lane.stream.channel();
      long time = lane.time();
      long ordinal = lane.ordinals.next(channel.topic(), time);
      if (filter.takes(channel.topic(), time)) {
        ByteBuffer payload = lane.stream.payload();
        bytes += payload.remaining();
        return Optional.of(new RecordedMessage(channel, time, ordinal, time, payload));
      }
    }
    return Optional.empty();
  }

  private @Nullable Lane first() throws IOException {
    if (given != null) {
      Lane last = given;
      given = null;
      advance(last);
    }
    Lane lane = lanes.peek();
    // Nothing after this is wanted: the rest need not be gone through.
    return lane == null || lane.time() >= filter.until() ? null : lanes.poll();
  }

  @Override
  public long bytesRead() {
    return bytes;
  }

  @Override
  public List<String> damages() {
    return streams.damages();
  }

  @Override
  public void close() throws IOException {
    streams.close();
  }
}
