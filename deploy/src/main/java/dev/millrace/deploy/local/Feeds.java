package dev.millrace.deploy.local;

import dev.millrace.ingest.replay.Recording;
import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.FeedProducer;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.ingest.source.MarkerCadence;
import dev.millrace.ingest.source.Sources;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.Task;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The opened sources of a run's feeds. A feed that several tasks read is played once; feeds that
 * others fill have no source here.
 */
public final class Feeds implements AutoCloseable {

  private record Open(List<Task> tasks, EventSource source) {}

  private final List<Open> open = new ArrayList<>();
  private final InstantSource clock;

  private Feeds(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Opens every source, so that whatever does not fit is told before anything has started.
   *
   * @param replay files and folders of the recorded feeds
   * @throws dev.millrace.ingest.source.UnusableSource if a recording does not fit its feed
   */
  public static Feeds open(Collection<Task> tasks, List<Path> replay, InstantSource clock) {
    Map<String, List<Task>> byFeed = new LinkedHashMap<>();
    for (Task task : tasks) {
      byFeed.computeIfAbsent(task.feed().name(), name -> new ArrayList<>()).add(task);
    }
    Feeds feeds = new Feeds(clock);
    try {
      for (List<Task> readers : byFeed.values()) {
        Feed feed = readers.get(0).feed();
        if (!feed.format().external()) {
          feeds.open.add(new Open(readers, source(feed, replay, clock)));
        }
      }
    } catch (RuntimeException e) {
      feeds.close();
      throw e;
    }
    return feeds;
  }

  private static EventSource source(Feed feed, List<Path> replay, InstantSource clock) {
    return feed.format().live() ? Sources.live(feed, clock) : Recording.open(feed, replay).source();
  }

  /**
   * A feeder a source. They own the sources from now on: each closes its own at the end of its run.
   *
   * @param kafka settings of every client, with the bootstrap servers
   */
  public List<Feeder> feeders(Map<String, ?> kafka, Topics topics) {
    List<Feeder> feeders =
        open.stream()
            .map(
                one ->
                    new Feeder(
                        one.tasks(),
                        one.source(),
                        FeedProducer.create(kafka, one.tasks().get(0).feed().name()),
                        topics,
                        MarkerCadence.DEFAULT,
                        clock))
            .toList();
    open.clear();
    return feeders;
  }

  /** Closes the sources that no feeder has taken. */
  @Override
  public void close() {
    open.forEach(one -> one.source().close());
    open.clear();
  }
}
