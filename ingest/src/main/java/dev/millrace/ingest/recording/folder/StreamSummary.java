package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.RecordingSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Counts what lies in a recording by going through the times of its topics. */
final class StreamSummary {

  private StreamSummary() {}

  static RecordingSummary of(String format, Streams streams) throws IOException {
    List<RecordingSummary.Topic> topics = new ArrayList<>();
    long messages = 0;
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (TopicStream stream : streams.topics()) {
      long count = 0;
      while (stream.advance()) {
        start = Math.min(start, stream.time());
        end = Math.max(end, stream.time());
        count++;
      }
      Channel channel = stream.channel();
      topics.add(
          new RecordingSummary.Topic(
              channel.topic(), channel.schema().name(), channel.messageEncoding(), count));
      messages += count;
    }
    topics.sort(Comparator.comparing(RecordingSummary.Topic::name));
    return messages == 0
        ? new RecordingSummary(format, 0, 0, 0, topics, streams.damages())
        : new RecordingSummary(format, messages, start, end, topics, streams.damages());
  }
}
