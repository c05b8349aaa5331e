package dev.millrace.deploy.local;

import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.gateway.Gateway;
import dev.millrace.ingest.gateway.Gateways;
import dev.millrace.ingest.gateway.RawOutlet;
import dev.millrace.ingest.message.SchemaEvents;
import dev.millrace.ingest.replay.Playbill;
import dev.millrace.ingest.replay.Player;
import dev.millrace.ingest.replay.Recording;
import dev.millrace.ingest.source.ClockMarkers;
import dev.millrace.ingest.source.EventSource;
import dev.millrace.ingest.source.FeedProducer;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.ingest.source.MarkerCadence;
import dev.millrace.ingest.source.Sources;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.RunFeeds;
import dev.millrace.schemas.task.Task;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * The opened sources of a run's feeds. A feed that several tasks read is played once; feeds that
 * others fill have no source here. Topics of recordings share one {@link Player}.
 */
public final class Feeds implements AutoCloseable {

  private record Open(String feed, List<Task> tasks, EventSource source) {}

  /** A replay under way: what is played and who plays it. */
  public record Replay(Playbill bill, Player player, Playing playing) {}

  private final List<Open> open = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Gateway> gateways = new ArrayList<>();
  private final InstantSource clock;
  private @Nullable Replay replay;
  private Claims claims = Claims.NONE;

  private Feeds(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Opens every source, so that whatever does not fit is told before anything has started.
   *
   * @param paths files and folders of the recorded feeds
   * @param playing how recordings of several topics are played; topics that its settings map are
   *     played into feeds of their own beside those of the tasks
   * @throws UnusableSource if a recording does not fit its feed
   */
  public static Feeds open(
      Collection<Task> tasks, List<Path> paths, Playing playing, InstantSource clock) {
    Map<String, Feed> byName = RunFeeds.byName(tasks);
    Map<String, List<Task>> readers = readers(tasks);
    Feeds feeds = new Feeds(clock);
    try {
      Map<String, String> topics = topics(byName.values(), playing);
      Map<String, EventSource> played =
          topics.isEmpty() ? Map.of() : feeds.play(topics, paths, playing);
      byName.forEach(
          (name, feed) -> feeds.add(feed, readers.getOrDefault(name, List.of()), paths, played));
      played.forEach(
          (name, source) -> {
            if (!byName.containsKey(name)) {
              feeds.add(new Open(name, List.of(), source));
            }
          });
    } catch (RuntimeException e) {
      feeds.close();
      throw e;
    }
    return feeds;
  }

  /**
   * Opens recordings without tasks: each topic is a feed of its own.
   *
   * @throws UnusableSource if a path is no recording
   */
  public static Feeds ofTopics(List<Path> paths, Playing playing, InstantSource clock) {
    Feeds feeds = new Feeds(clock);
    Playbill bill = Playbill.open(paths, playing.settings(), clock.instant());
    Player player = bill.player(new SchemaEvents(), playing.clock());
    feeds.replay = new Replay(bill, player, playing);
    new TreeMap<>(player.sources())
        .forEach((name, source) -> feeds.add(new Open(name, List.of(), source)));
    return feeds;
  }

  /** Tasks by the feed whose events they score. */
  private static Map<String, List<Task>> readers(Collection<Task> tasks) {
    Map<String, List<Task>> readers = new LinkedHashMap<>();
    for (Task task : tasks) {
      readers.computeIfAbsent(task.feed().name(), name -> new ArrayList<>()).add(task);
    }
    return readers;
  }

  private void add(Open one) {
    open.add(one);
    names.add(one.feed());
  }

  /** A feed that is only fused has no readers: nobody learns from it. */
  private void add(
      Feed feed, List<Task> readers, List<Path> paths, Map<String, EventSource> played) {
    names.add(feed.name());
    if (!feed.format().external()) {
      open.add(new Open(feed.name(), readers, source(feed, paths, played)));
    }
  }

  /** Feed by topic, of the tasks and as the user maps them. */
  private static Map<String, String> topics(Collection<Feed> described, Playing playing) {
    Map<String, String> topics = new TreeMap<>(playing.settings().feeds());
    for (Feed feed : described) {
      for (String topic : feed.topics()) {
        String other = topics.put(topic, feed.name());
        if (other != null && !other.equals(feed.name())) {
          throw new UnusableSource(
              "topic '"
                  + topic
                  + "' would be played into the feeds '"
                  + other
                  + "' and '"
                  + feed.name()
                  + "'; let the tasks share one feed");
        }
      }
    }
    return topics;
  }

  private Map<String, EventSource> play(
      Map<String, String> topics, List<Path> paths, Playing playing) {
    if (paths.isEmpty()) {
      throw new UnusableSource(
          "topics " + topics.keySet() + " are recorded: name their recording (--replay)");
    }
    Playbill bill = Playbill.ofMapped(paths, playing.settings().into(topics), clock.instant());
    Player player = bill.player(new SchemaEvents(), playing.clock());
    replay = new Replay(bill, player, playing);
    return player.sources();
  }

  private EventSource source(Feed feed, List<Path> paths, Map<String, EventSource> played) {
    if (feed.format() == FeedFormat.RECORDING) {
      return Sources.replayed(played.get(feed.name()), feed);
    }
    return feed.format().live() ? Sources.live(feed, clock) : Recording.open(feed, paths).source();
  }

  /**
   * Says what becomes of large pictures.
   *
   * @return this
   */
  public Feeds claiming(Claims wanted) {
    claims = wanted;
    return this;
  }

  /**
   * Connects the gateways of tasks that have one; these feeds are closed if one is refused.
   *
   * @return this
   * @throws UnusableSource if where messages come from is not there or refuses
   */
  public Feeds withGateways(Collection<Task> tasks) {
    try {
      Map<String, List<Task>> readers = readers(tasks);
      RunFeeds.byName(tasks)
          .forEach(
              (name, feed) ->
                  Gateways.open(feed, readers.getOrDefault(name, List.of()), claims)
                      .ifPresent(gateways::add));
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** All feeds, also those that others fill. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /** The replay of recordings of several topics; empty where none is played. */
  public Optional<Replay> replay() {
    return Optional.ofNullable(replay);
  }

  /** Feeders by feed, in the order in which they are named. */
  public Map<String, Feeder> feedersByName(Map<String, ?> kafka, Topics topics) {
    Map<String, Feeder> feeders = new LinkedHashMap<>();
    for (Open one : open) {
      feeders.put(one.feed(), feeder(one, kafka, topics));
    }
    open.clear();
    return feeders;
  }

  /**
   * A feeder a source. They own the sources from now on: each closes its own at the end of its run.
   *
   * @param kafka settings of every client, with the bootstrap servers
   */
  public List<Feeder> feeders(Map<String, ?> kafka, Topics topics) {
    return List.copyOf(feedersByName(kafka, topics).values());
  }

  /**
   * Whatever fills the raw topics: the feeders, and the gateways likewise.
   *
   * @param kafka settings of every client, with the bootstrap servers
   */
  public List<Inflow> inflows(Map<String, ?> kafka, Topics topics) {
    List<Inflow> inflows = new ArrayList<>(feeders(kafka, topics));
    for (Gateway gateway : gateways) {
      Producer<byte[], byte[]> producer = FeedProducer.create(kafka, gateway.feed(), claims);
      inflows.add(gateway.into(new RawOutlet(producer, topics, kafka)));
    }
    gateways.clear();
    return inflows;
  }

  /**
   * Time for the tasks that learn from feeds to which nobody writes markers; to be started beside
   * the {@link #inflows}, by one pipeline alone.
   *
   * @param kafka settings of every client, with the bootstrap servers
   */
  public List<Inflow> clockMarkers(Collection<Task> tasks, Map<String, ?> kafka, Topics topics) {
    return tasks.stream()
        .filter(Task::learns)
        .map(Task::feed)
        .filter(feed -> !feed.marked())
        .map(Feed::name)
        .distinct()
        .<Inflow>map(
            feed ->
                new ClockMarkers(
                    feed, FeedProducer.create(kafka, feed + "-markers"), topics, clock))
        .toList();
  }

  private Feeder feeder(Open one, Map<String, ?> kafka, Topics topics) {
    Producer<byte[], byte[]> producer = FeedProducer.create(kafka, one.feed(), claims);
    MarkerCadence cadence = MarkerCadence.DEFAULT;
    return one.tasks().isEmpty()
        ? Feeder.ofFeed(one.feed(), one.source(), producer, topics, cadence, clock)
        : new Feeder(one.tasks(), one.source(), producer, topics, cadence, clock);
  }

  /** Closes what nobody has taken over. */
  @Override
  public void close() {
    open.forEach(one -> one.source().close());
    open.clear();
    gateways.forEach(Gateway::close);
    gateways.clear();
  }
}
