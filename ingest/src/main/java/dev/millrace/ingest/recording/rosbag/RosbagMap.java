package dev.millrace.ingest.recording.rosbag;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.TopicCounts;
import dev.millrace.ingest.recording.block.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What lies where in a bag. Filled by an index or a scan. */
final class RosbagMap {

  /** A chunk and the connections that have messages in it. */
  record Chunk(Block block, Set<Integer> connections) {}

  private final BagConnections connections;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Map<Integer, Long> counts = new HashMap<>();
  private final Set<String> compressions = new TreeSet<>();
  private long start = Long.MAX_VALUE;
  private long end = Long.MIN_VALUE;

  RosbagMap(BagConnections connections) {
    this.connections = connections;
  }

  /** Adds a chunk with its messages by connection. */
  void add(Block block, Map<Integer, Long> messages) {
    if (messages.isEmpty()) {
      return;
    }
    chunks.add(new Chunk(block, Set.copyOf(messages.keySet())));
    messages.forEach((id, count) -> counts.merge(id, count, Long::sum));
    start = Math.min(start, block.start());
    end = Math.max(end, block.end());
  }

  void compression(String name) {
    compressions.add(name);
  }

  BagConnections connections() {
    return connections;
  }

  List<Chunk> chunks() {
    return chunks;
  }

  RecordingSummary summary(List<String> damages) {
    TopicCounts topics = new TopicCounts();
    for (Channel channel : connections.all()) {
      topics.add(channel, counts.getOrDefault(channel.id(), 0L));
    }
    topics.range(start, end);
    String variant = String.join(", ", compressions);
    return topics.summary(variant.isEmpty() ? "rosbag" : "rosbag (" + variant + ")", damages);
  }
}
