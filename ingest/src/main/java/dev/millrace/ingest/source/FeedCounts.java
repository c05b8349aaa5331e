package dev.millrace.ingest.source;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a feeder has sent so far.
 *
 * @param events events sent to the raw topic
 * @param labels labels sent, one a task
 * @param malformed records sent that ingest will dead-letter
 * @param skipped input passed over, by reason
 * @param others what the source itself counts
 */
public record FeedCounts(
    long events, long labels, long malformed, Map<String, Long> skipped, Map<String, Long> others) {

  public static final FeedCounts NONE = new FeedCounts(0, 0, 0, Map.of(), Map.of());

  public FeedCounts {
    skipped = Map.copyOf(skipped);
    others = Map.copyOf(others);
  }

  FeedCounts withEvent() {
    return new FeedCounts(events + 1, labels, malformed, skipped, others);
  }

  FeedCounts withLabels(int more) {
    return new FeedCounts(events, labels + more, malformed, skipped, others);
  }

  FeedCounts withMalformed() {
    return new FeedCounts(events, labels, malformed + 1, skipped, others);
  }

  FeedCounts withSkipped(String reason) {
    Map<String, Long> more = new TreeMap<>(skipped);
    more.merge(reason, 1L, Long::sum);
    return new FeedCounts(events, labels, malformed, more, others);
  }

  FeedCounts withOthers(Map<String, Long> counters) {
    return new FeedCounts(events, labels, malformed, skipped, counters);
  }
}
