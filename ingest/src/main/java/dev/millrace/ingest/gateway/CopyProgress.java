package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.MarkerCadence;
import dev.millrace.ingest.source.MarkerRecords;
import dev.millrace.ingest.source.RowRecords;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What has been copied, and the markers that tell how far the feed's time has come. For one thread.
 */
final class CopyProgress {

  private final RawOutlet outlet;
  private final String eventTopic;
  private final String labelTopic;
  private final MarkerRecords markers;
  private final PartitionTimes times;
  private final Map<String, Long> skipped = new TreeMap<>();
  private long events;
  private long labels;
  private long malformed;
  private long told;
  private long toldTime = Long.MIN_VALUE;
  private long toldAt = System.nanoTime();

  CopyProgress(String feed, Duration lateness, RawOutlet outlet) {
    this.outlet = outlet;
    this.eventTopic = outlet.topics().raw(feed);
    this.labelTopic = outlet.topics().rawLabels();
    this.markers = new MarkerRecords(feed);
    this.times = new PartitionTimes(lateness);
  }

  void skipped(String reason) {
    skipped.merge(reason, 1L, Long::sum);
  }

  void copied(TopicPartition from, RowRecords made) {
    if (made.eventTime() != null) {
      times.saw(from, made.eventTime());
    }
    malformed += made.malformed() ? 1 : 0;
    events += made.malformed() ? 0 : 1;
    labels += made.labels();
  }

  FeedCounts counts() {
    return new FeedCounts(events, labels, malformed, skipped, Map.of());
  }

  /** Writes markers, as often as sources do, where something has been copied since the last. */
  void tell(Consumer<byte[], byte[]> reader) {
    long copied = events + malformed;
    MarkerCadence cadence = MarkerCadence.DEFAULT;
    boolean due =
        copied - told >= cadence.events() || System.nanoTime() - toldAt >= cadence.time().toNanos();
    OptionalLong floor =
        due
            ? times.floor(
                reader.assignment(), partition -> reader.currentLag(partition).orElse(1) == 0)
            : OptionalLong.empty();
    if (floor.isEmpty() || (copied == told && floor.getAsLong() == toldTime)) {
      return;
    }
    told = copied;
    toldTime = floor.getAsLong();
    toldAt = System.nanoTime();
    markers.tell(outlet.producer(), eventTopic, toldTime, counts());
    markers.tell(outlet.producer(), labelTopic, toldTime, counts());
  }
}
