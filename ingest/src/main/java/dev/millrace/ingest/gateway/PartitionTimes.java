package dev.millrace.ingest.gateway;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Before which time nothing follows, as far as a reader of topics can know: in each partition
 * events come at most a lateness behind the newest, and a partition that has been read to its end
 * holds nobody up. The reader may be wrong, and then events come late; but its time never goes
 * back. For one thread.
 */
final class PartitionTimes {

  private final long latenessMicros;
  private final Map<TopicPartition, Long> newest = new HashMap<>();
  private long promised = Long.MIN_VALUE;

  PartitionTimes(Duration lateness) {
    this.latenessMicros = lateness.toNanos() / 1000;
  }

  /** Takes note of an event. */
  void saw(TopicPartition partition, long eventTime) {
    newest.merge(partition, eventTime, Math::max);
  }

  /**
   * The time before which nothing follows, microseconds since 1970-01-01T00:00:00Z; empty while
   * nothing can be said.
   *
   * @param assigned partitions that are read
   * @param caughtUp whether a partition has been read to its end
   */
  OptionalLong floor(Set<TopicPartition> assigned, Predicate<TopicPartition> caughtUp) {
    newest.keySet().retainAll(assigned);
    long most = Long.MIN_VALUE;
    long least = Long.MAX_VALUE;
    boolean unknown = false;
    for (TopicPartition partition : assigned) {
      Long time = newest.get(partition);
      if (time != null) {
        most = Math.max(most, time);
      }
      if (!caughtUp.test(partition)) {
        unknown |= time == null;
        least = Math.min(least, time == null ? least : time);
      }
    }
    if (!unknown && most > Long.MIN_VALUE) {
      promised = Math.max(promised, Math.min(least, most) - latenessMicros);
    }
    return promised == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(promised);
  }
}
