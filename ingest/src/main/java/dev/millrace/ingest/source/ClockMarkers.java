package dev.millrace.ingest.source;

import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;

/**
 * Markers of a feed that others fill, by the clock: devices write none, and a task learns only what
 * time has passed. An event or a label that is older than {@link #LATENESS} when it arrives is not
 * lost, it is learned as a late one. The markers lie in the log like any others, so what is learned
 * from it can be repeated. There are no end markers, as others may go on.
 */
public final class ClockMarkers implements Inflow {

  /** How long events and labels may be under way to keep their place in the order. */
  static final Duration LATENESS = Duration.ofSeconds(3);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final String feed;
  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final InstantSource clock;
  private final MarkerRecords markers;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param feed name of a feed that others fill
   * @param producer as {@link FeedProducer} makes it; closed at the end
   */
  public ClockMarkers(
      String feed, Producer<byte[], byte[]> producer, Topics topics, InstantSource clock) {
    this.feed = feed;
    this.producer = producer;
    this.topics = topics;
    this.clock = clock;
    markers = new MarkerRecords(feed);
  }

  @Override
  public CompletableFuture<FeedCounts> start() {
    return Inflow.onThread("markers-" + feed, this::run);
  }

  private FeedCounts run() {
    try {
      boolean ended = false;
      while (!ended) {
        Instant passed = clock.instant().minus(LATENESS);
        long time = ChronoUnit.MICROS.between(Instant.EPOCH, passed);
        markers.tell(producer, topics.raw(feed), time, FeedCounts.NONE);
        markers.tell(producer, topics.rawLabels(), time, FeedCounts.NONE);
        ended = stopped.await(MarkerCadence.DEFAULT.time().toMillis(), TimeUnit.MILLISECONDS);
      }
      return FeedCounts.NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FeedFailure("markers of feed '" + feed + "' were interrupted", e);
    } finally {
      producer.close(CLOSE_TIMEOUT);
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
  }
}
