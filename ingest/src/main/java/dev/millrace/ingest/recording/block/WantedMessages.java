package dev.millrace.ingest.recording.block;

import dev.millrace.ingest.recording.BadRecord;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageFilter;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Picks the messages of a recording that a filter wants. For one thread. */
public final class WantedMessages {

  /** Knows the channels found so far. */
  public interface Channels {
    /** The channel of that number; null where it is not defined. */
    @Nullable Channel get(int id);
  }

  /** Takes messages. */
  public interface Sink {
    /**
     * Takes one message.
     *
     * @param channel number of its channel
     * @param logTime nanoseconds since 1970-01-01T00:00:00Z
     * @param place where it lies in the chunk, as the format's loader reads it
     * @throws BadRecord if it can't be taken; the walk ends there
     */
    void message(int channel, long logTime, int place) throws BadRecord;
  }

  /** Goes through the records of a chunk. */
  public interface Walk {
    /**
     * Gives every message to the sink.
     *
     * @throws BadRecord at the first record that is unsound; those before it have been given
     */
    void walk(ByteBuffer data, Sink sink) throws BadRecord;
  }

  private final Channels channels;
  private final MessageFilter filter;
  private final Damages damages;
  private final Map<Integer, Boolean> wanted = new HashMap<>();

  /**
   * @param damages told of chunks that can't be read to their end
   */
  public WantedMessages(Channels channels, MessageFilter filter, Damages damages) {
    this.channels = channels;
    this.filter = filter;
    this.damages = damages;
  }

  /** Whether a block of that time may hold messages that are wanted, of any of those channels. */
  public boolean mayLieIn(Block block, Collection<Integer> ofChannels) {
    return mayLieIn(block) && ofChannels.stream().anyMatch(this::isWanted);
  }

  /** Whether a block of that time may hold messages that are wanted. */
  public boolean mayLieIn(Block block) {
    return block.end() >= filter.from() && block.start() < filter.until();
  }

  /** The wanted messages of a chunk, by log time. */
  public LoadedBlock of(Block block, ByteBuffer data, Walk walk) {
    MessageOrder order = new MessageOrder();
    try {
      walk.walk(
          data,
          (channel, logTime, place) -> {
            if (logTime >= filter.from() && logTime < filter.until() && isWanted(channel)) {
              order.add(logTime, place);
            }
          });
    } catch (BadRecord e) {
      damages.add(
          "chunk at byte " + block.offset() + ": " + e.problem() + "; the rest of it is lost");
    }
    return new LoadedBlock(data, order.sort());
  }

  private boolean isWanted(int channelId) {
    return wanted.computeIfAbsent(
        channelId,
        id -> {
          Channel channel = channels.get(id);
          return channel != null && filter.topics().test(channel.topic());
        });
  }
}
