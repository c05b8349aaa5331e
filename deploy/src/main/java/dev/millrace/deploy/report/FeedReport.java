package dev.millrace.deploy.report;

import dev.millrace.schemas.MarkerTracker;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.avro.Marker;
import java.util.HashMap;
import java.util.Map;

/**
 * What ingest counted of one feed: its markers stand in every partition, each with the counters of
 * all it has read up to there, so the partition that has come farthest tells it.
 */
final class FeedReport {

  private final String origin;
  private final Map<Integer, MarkerTracker> events = new HashMap<>();
  private final Map<Integer, MarkerTracker> labels = new HashMap<>();

  FeedReport(String feed) {
    origin = Origins.feed(feed);
  }

  void inEvents(int partition, Marker marker) {
    events.computeIfAbsent(partition, p -> new MarkerTracker(origin)).accept(marker);
  }

  void inLabels(int partition, Marker marker) {
    labels.computeIfAbsent(partition, p -> new MarkerTracker(origin)).accept(marker);
  }

  /** A counter of the feed's events, for example {@code events_in}. */
  long ofEvents(String counter) {
    return most(events, counter);
  }

  /** A counter of the feed's labels, for example {@code labels_in}. */
  long ofLabels(String counter) {
    return most(labels, counter);
  }

  private static long most(Map<Integer, MarkerTracker> places, String counter) {
    return places.values().stream()
        .mapToLong(tracker -> tracker.counters().getOrDefault(counter, 0L))
        .max()
        .orElse(0);
  }
}
