package dev.millrace.ingest.source;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one feed's source to {@code raw.<feed>} and {@code raw.labels}, each label once for every
 * task that learns from the feed, and markers to every partition of both: before the first event,
 * then by {@link MarkerCadence}, and with {@code end} when the source has ended.
 *
 * <p>A marker on {@code raw.<feed>} says that no event before its time follows in that partition;
 * one on {@code raw.labels} that no label of this feed with an earlier label time follows there.
 * The first partition's marker also carries the counts.
 *
 * <p>{@link #run} is for one thread; the other methods for any. Closes source and producer at the
 * end of the run.
 */
public final class Feeder implements Runnable, Inflow {

  private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);

  /** How long what is still under way may take once a feed has failed. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final String feed;
  private final List<Task> learners;
  private final EventSource source;
  private final Producer<byte[], byte[]> producer;
  private final RawRecords records;
  private final MarkerRecords markers;
  private final int mostBytes;
  private final MarkerCadence cadence;
  private final InstantSource clock;
  private final String eventTopic;
  private final String labelTopic;
  private volatile FeedCounts counts = FeedCounts.NONE;
  private volatile @Nullable Exception refused;
  private int eventPartitions;
  private int labelPartitions;

  /**
   * @param tasks all tasks on one feed; those that learn get its labels
   * @param source the feed's source
   * @param producer as {@link FeedProducer} makes it
   * @param clock decides when a quiet feed gets its next marker; never gives an event time
   */
  public Feeder(
      List<Task> tasks,
      EventSource source,
      Producer<byte[], byte[]> producer,
      Topics topics,
      MarkerCadence cadence,
      InstantSource clock) {
    this(
        feedOf(tasks),
        tasks.stream().filter(Task::learns).toList(),
        source,
        producer,
        topics,
        cadence,
        clock);
  }

  private Feeder(
      String feed,
      List<Task> learners,
      EventSource source,
      Producer<byte[], byte[]> producer,
      Topics topics,
      MarkerCadence cadence,
      InstantSource clock) {
    this.feed = feed;
    this.learners = learners;
    this.source = source;
    this.producer = producer;
    this.records = new RawRecords(topics, feed);
    this.markers = new MarkerRecords(feed);
    this.mostBytes = FeedProducer.mostBytes(producer);
    this.cadence = cadence;
    this.clock = clock;
    this.eventTopic = topics.raw(feed);
    this.labelTopic = topics.rawLabels();
  }

  /**
   * A feeder of a feed that no task has named: events without labels.
   *
   * @param feed name of the feed
   * @param source the feed's source
   * @param producer as {@link FeedProducer} makes it
   * @param clock decides when a quiet feed gets its next marker
   */
  public static Feeder ofFeed(
      String feed,
      EventSource source,
      Producer<byte[], byte[]> producer,
      Topics topics,
      MarkerCadence cadence,
      InstantSource clock) {
    return new Feeder(feed, List.of(), source, producer, topics, cadence, clock);
  }

  private static String feedOf(List<Task> tasks) {
    if (tasks.stream().map(Task::feed).distinct().count() != 1) {
      throw new UnusableSource(
          "a feeder plays one feed, not "
              + tasks.stream().map(task -> task.feed().name()).toList()
              + "; tasks that share a feed's name must describe it alike");
    }
    return tasks.get(0).feed().name();
  }

  /**
   * Plays the source to its end.
   *
   * @throws FeedFailure if the source can't be read on or Kafka refuses a record
   */
  @Override
  public void run() {
    try {
      eventPartitions = producer.partitionsFor(eventTopic).size();
      labelPartitions = producer.partitionsFor(labelTopic).size();
      LOG.info("feed={} starts topic={}", feed, eventTopic);
      sendMarkers(MarkerRecords.Phase.GOES_ON);
      play();
      sendMarkers(MarkerRecords.Phase.ENDED);
      producer.flush();
      checkRefused();
      LOG.info("feed={} ended {}", feed, counts);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FeedFailure("feed '" + feed + "' was interrupted after " + counts, e);
    } catch (FeedFailure e) {
      throw e;
    } catch (RuntimeException e) {
      throw new FeedFailure("feed '" + feed + "' failed after " + counts + ": " + e, e);
    } finally {
      source.close();
      producer.close(CLOSE_TIMEOUT);
    }
  }

  /**
   * Runs on a thread of its own.
   *
   * @return completed with the final counts, or with the {@link FeedFailure}
   */
  @Override
  public CompletableFuture<FeedCounts> start() {
    return Inflow.onThread(
        FeedProducer.CLIENT_PREFIX + feed,
        () -> {
          run();
          return counts;
        });
  }

  /** Ends the source soon; the run then sends the end markers and returns. */
  @Override
  public void stop() {
    source.stop();
  }

  /** What has been sent so far. */
  public FeedCounts counts() {
    return counts;
  }

  private void play() throws InterruptedException {
    Instant lastMarker = clock.instant();
    int sinceMarker = 0;
    for (Optional<SourceItem> i = source.next(); i.isPresent(); i = source.next()) {
      send(i.get());
      checkRefused();
      boolean sent = i.get() instanceof SourceItem.Event || i.get() instanceof SourceItem.Raw;
      sinceMarker += sent ? 1 : 0;
      boolean quiet = Duration.between(lastMarker, clock.instant()).compareTo(cadence.time()) >= 0;
      if (sinceMarker >= cadence.events() || quiet) {
        sendMarkers(MarkerRecords.Phase.GOES_ON);
        sinceMarker = 0;
        lastMarker = clock.instant();
      }
    }
  }

  private void send(SourceItem item) {
    if (item instanceof SourceItem.Event event) {
      send(event);
    } else if (item instanceof SourceItem.Raw raw) {
      send(records.again(raw));
      counts = counts.withEvent();
    } else if (item instanceof SourceItem.Label label) {
      learners.forEach(task -> send(records.label(label, task)));
      counts = counts.withLabels(learners.size());
    } else if (item instanceof SourceItem.Malformed malformed) {
      send(records.malformed(malformed));
      counts = counts.withMalformed();
    } else if (item instanceof SourceItem.Skipped skipped) {
      LOG.debug("feed={} skipped {}: {}", feed, skipped.where(), skipped.reason());
      counts = counts.withSkipped(skipped.reason());
    }
  }

  private void send(SourceItem.Event event) {
    if (event.payload().length > mostBytes) {
      counts = counts.withSkipped("larger than " + mostBytes + " bytes; see --blobs");
      return;
    }
    send(records.event(event));
    counts = counts.withEvent();
  }

  private void sendMarkers(MarkerRecords.Phase phase) {
    counts = counts.withOthers(source.counters());
    FeedCounts told = counts;
    markers.of(eventTopic, eventPartitions, source.eventFloor(), phase, told).forEach(this::send);
    markers.of(labelTopic, labelPartitions, source.labelFloor(), phase, told).forEach(this::send);
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // The callback is told of an error; the future says nothing more.
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (metadata, error) -> {
              if (error != null && refused == null) {
                refused = error;
              }
            });
  }

  private void checkRefused() {
    Exception error = refused;
    if (error != null) {
      throw new FeedFailure(
          "feed '" + feed + "': Kafka refused a record after " + counts + ": " + error, error);
    }
  }
}
