package dev.millrace.ingest.recording.mcap;

import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.TopicCounts;
import dev.millrace.ingest.recording.block.Block;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What lies where in a file.
 *
 * @param channels its channels
 * @param chunks where messages lie
 * @param counts messages by channel id
 * @param start earliest log time
 * @param end latest log time
 * @param compressions names of the compressions of its chunks
 */
record McapMap(
    McapChannels channels,
    List<Chunk> chunks,
    Map<Integer, Long> counts,
    long start,
    long end,
    Set<String> compressions) {

  /**
   * A chunk, or a run of messages that lie in none.
   *
   * @param block where
   * @param channels ids of the channels that have messages in it; empty where that is not known
   */
  record Chunk(Block block, Set<Integer> channels) {}

  RecordingSummary summary(List<String> damages) {
    TopicCounts topics = new TopicCounts();
    channels.all().forEach(channel -> topics.add(channel, counts.getOrDefault(channel.id(), 0L)));
    topics.range(start, end);
    String variant =
        compressions.stream()
            .map(name -> name.isEmpty() ? "not compressed" : name)
            .sorted()
            .collect(Collectors.joining(", "));
    return topics.summary(variant.isEmpty() ? "mcap" : "mcap (" + variant + ")", damages);
  }
}
