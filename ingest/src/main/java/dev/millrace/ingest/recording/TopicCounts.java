package dev.millrace.ingest.recording;

import dev.millrace.ingest.recording.RecordingSummary.Topic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up messages by topic for a {@link RecordingSummary}. */
public final class TopicCounts {

  private final Map<String, Topic> topics = new TreeMap<>();
  private long messages;
  private long start = Long.MAX_VALUE;
  private long end = Long.MIN_VALUE;

  /** Adds messages of a channel, which may be none: a topic without messages is listed too. */
  public void add(Channel channel, long count) {
    add(new Topic(channel.topic(), channel.schema().name(), channel.messageEncoding(), count));
  }

  /** Adds messages of a topic; type and encoding are those of the first channel that has any. */
  public void add(Topic more) {
    topics.merge(more.name(), more, TopicCounts::sum);
    messages += more.messages();
  }

  /** Widens the time range by log times. */
  public void range(long first, long last) {
    start = Math.min(start, first);
    end = Math.max(end, last);
  }

  /** The sum. */
  public RecordingSummary summary(String format, List<String> damages) {
    boolean timed = start <= end && messages > 0;
    return new RecordingSummary(
        format,
        messages,
        timed ? start : 0,
        timed ? end : 0,
        List.copyOf(topics.values()),
        damages);
  }

  private static Topic sum(Topic one, Topic two) {
    Topic named = one.messages() == 0 && two.messages() > 0 ? two : one;
    return new Topic(one.name(), named.type(), named.encoding(), one.messages() + two.messages());
  }
}
