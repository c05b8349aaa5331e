package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.RunFeeds;
import dev.millrace.schemas.task.Task;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which raw topics there are, what lies on them, and where it goes. */
final class Routes {

  /** Room for the batch around a record, its key and its headers. */
  private static final int BATCH_BYTES = 2048;

  private final Topics topics;
  private final Map<String, RawFeed> byRawTopic = new LinkedHashMap<>();
  private final Map<String, String> feedOfTask = new HashMap<>();
  private final Set<String> feeds = new HashSet<>();
  private final Map<String, Integer> maxBytes = new HashMap<>();

  /**
   * Routes for the feeds of these tasks.
   *
   * @throws IllegalArgumentException if a feed has the name of the label topic, or two tasks
   *     describe one feed differently
   */
  Routes(Topics topics, Collection<Task> tasks) {
    this.topics = topics;
    for (Task task : tasks) {
      RawFeed feed = RawFeed.of(task.feed());
      if (feed.name().equals(Topics.LABEL_FEED)) {
        throw new IllegalArgumentException(
            "task '"
                + task.name()
                + "': a feed cannot be called '"
                + Topics.LABEL_FEED
                + "', its raw topic is the way in for labels; rename the feed");
      }
      byRawTopic.merge(topics.raw(feed.name()), feed, RawFeed::and);
      feedOfTask.put(task.name(), feed.name());
    }
    // Feeds that are only fused come in as all others do.
    RunFeeds.byName(tasks)
        .forEach(
            (name, feed) -> {
              byRawTopic.computeIfAbsent(topics.raw(name), raw -> RawFeed.of(feed));
              feeds.add(name);
            });
    byRawTopic.put(topics.rawLabels(), RawFeed.LABELS);
    topics.specs().forEach(spec -> maxBytes.put(spec.name(), spec.maxMessageBytes()));
  }

  List<String> rawTopics() {
    return List.copyOf(byRawTopic.keySet());
  }

  List<String> outputs() {
    return List.of(
        topics.sensorEvents(), topics.imageEvents(), topics.textEvents(), topics.labels());
  }

  String deadLetters() {
    return topics.deadLetters();
  }

  RawFeed feed(String rawTopic) {
    RawFeed feed = byRawTopic.get(rawTopic);
    if (feed == null) {
      throw new IllegalStateException("no feed writes to " + rawTopic + ", only " + rawTopics());
    }
    return feed;
  }

  /** Where the records of a feed go. */
  String output(RawFeed feed) {
    return switch (feed.kind()) {
      case SENSOR -> topics.sensorEvents();
      case IMAGE -> topics.imageEvents();
      case TEXT -> topics.textEvents();
      case LABEL -> topics.labels();
    };
  }

  /** Largest key and value that the topic takes together. */
  int maxRecordBytes(String output) {
    return maxBytes.getOrDefault(output, Topics.MAX_RECORD_BYTES) - BATCH_BYTES;
  }

  /** The origin of the feed that a task reads. */
  Optional<String> originOfTask(@Nullable String task) {
    return Optional.ofNullable(task).map(feedOfTask::get).map(Origins::feed);
  }

  /** The origin of a feed that some task reads or fuses. */
  Optional<String> originOfFeed(@Nullable String feed) {
    return Optional.ofNullable(feed).filter(feeds::contains).map(Origins::feed);
  }

  /** Whether markers of this origin belong on the feed's raw topic. */
  boolean belongs(String origin, RawFeed feed) {
    return feed.kind() == RawFeed.Kind.LABEL
        ? feeds.stream().anyMatch(name -> origin.equals(Origins.feed(name)))
        : origin.equals(Origins.feed(feed.name()));
  }
}
