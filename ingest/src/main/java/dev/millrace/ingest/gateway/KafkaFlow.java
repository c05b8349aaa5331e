package dev.millrace.ingest.gateway;

import dev.millrace.ingest.registry.RegistryUnreachable;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.FeedFailure;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.ingest.source.RowRecords;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.task.KafkaSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copying of one feed: poll, copy, wait until Kafka has all of it, commit. Nothing is read
 * while copies are under way, so a slow pipeline slows the reading down.
 */
final class KafkaFlow implements Inflow {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaFlow.class);

  /** Longest wait for a record, so that a stop is quick. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final String feed;
  private final KafkaSpec spec;
  private final RawOutlet outlet;
  private final Map<String, ?> cluster;
  private final CopiedRecords records;
  private final CopyProgress progress;
  private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
  private volatile boolean stopped;

  /**
   * @param cluster settings of any client of the cluster with the topics; null means the outlet's
   * @param records closed at the end of the run
   */
  KafkaFlow(
      String feed,
      KafkaSpec spec,
      RawOutlet outlet,
      @Nullable Map<String, Object> cluster,
      CopiedRecords records) {
    this.feed = feed;
    this.spec = spec;
    this.outlet = outlet;
    this.cluster = cluster == null ? outlet.kafka() : cluster;
    this.records = records;
    this.progress = new CopyProgress(feed, spec.reading().lateness(), outlet);
  }

  @Override
  public CompletableFuture<FeedCounts> start() {
    return Inflow.onThread("millrace-gateway-" + feed, this::run);
  }

  @Override
  public void stop() {
    stopped = true;
  }

  private FeedCounts run() {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      subscribe(consumer);
      while (!stopped) {
        ConsumerRecords<byte[], byte[]> batch = consumer.poll(PATIENCE);
        if (copy(batch, consumer)) {
          commit(batch, consumer);
          progress.tell(consumer);
        }
      }
      LOG.info("feed={} ended {}", feed, progress.counts());
      return progress.counts();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted", e);
    } catch (KafkaException e) {
      throw failure("could not go on: " + e, e);
    } finally {
      outlet.producer().close(CLOSE_TIMEOUT);
      records.close();
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        TopicReaderSettings.consumer(cluster, feed, spec),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void subscribe(Consumer<byte[], byte[]> consumer) {
    ForeignTopics topics = new ForeignTopics(feed, spec);
    boolean own = topics.sameCluster(cluster, outlet.kafka());
    if (own) {
      topics.refuseOwn(outlet.topics());
    }
    if (spec.pattern() == null) {
      consumer.subscribe(spec.topics());
    } else {
      consumer.subscribe(
          own
              ? ForeignTopics.without(outlet.topics(), spec.pattern())
              : Pattern.compile(spec.pattern()));
    }
    LOG.info(
        "feed={} copies topics={} group={}",
        feed,
        spec.pattern() == null ? spec.topics() : spec.pattern(),
        spec.reading().group());
  }

  /**
   * Copies a batch and waits until Kafka has all of it.
   *
   * @return whether it has; false if the run was stopped before
   */
  private boolean copy(ConsumerRecords<byte[], byte[]> batch, Consumer<byte[], byte[]> consumer)
      throws InterruptedException {
    Producer<byte[], byte[]> producer = outlet.producer();
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      byte[] value = record.value();
      if (value == null) {
        progress.skipped("tombstone");
      } else if (AvroCodec.isMarker(value)) {
        progress.skipped("marker of another pipeline");
      } else {
        RowRecords made = read(record, consumer);
        if (made == null) {
          return false;
        }
        made.records().forEach(copy -> send(producer, copy));
        progress.copied(new TopicPartition(record.topic(), record.partition()), made);
      }
    }
    producer.flush();
    Exception error = refused.get();
    if (error != null) {
      throw failure("could not write to Kafka: " + error, error);
    }
    return true;
  }

  /** A registry that is away holds the feed up; null if the run was stopped meanwhile. */
  private @Nullable RowRecords read(
      ConsumerRecord<byte[], byte[]> record, Consumer<byte[], byte[]> consumer)
      throws InterruptedException {
    Backoff backoff = new Backoff(spec.reading().group());
    for (int attempt = 0; ; attempt++) {
      try {
        return records.read(record);
      } catch (RegistryUnreachable e) {
        Duration wait = backoff.before(attempt);
        LOG.warn("feed={} waits {} ms: {}", feed, wait.toMillis(), e.getMessage());
        if (!waited(wait, consumer)) {
          return null;
        }
      }
    }
  }

  /** Polls without taking anything, so that the group doesn't think this reader dead. */
  private boolean waited(Duration wait, Consumer<byte[], byte[]> consumer) {
    long end = System.nanoTime() + wait.toNanos();
    while (!stopped && System.nanoTime() - end < 0) {
      consumer.pause(consumer.assignment());
      ConsumerRecords<byte[], byte[]> early = consumer.poll(PATIENCE);
      // Of partitions that have just come here; they are read when it is their turn.
      early.partitions().forEach(part -> consumer.seek(part, early.records(part).get(0).offset()));
    }
    consumer.resume(consumer.paused());
    return !stopped;
  }

  private void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    // The callback is told of an error; the future says nothing more.
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (metadata, error) -> {
              if (error != null) {
                refused.compareAndSet(null, error);
              }
            });
  }

  private void commit(ConsumerRecords<byte[], byte[]> batch, Consumer<byte[], byte[]> consumer) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(batch.nextOffsets());
    } catch (CommitFailedException | RebalanceInProgressException | TimeoutException e) {
      // Whoever reads these partitions now copies the batch again; ingest drops the repeats.
      LOG.warn("feed={} could not commit and may copy a batch again: {}", feed, e.getMessage());
    }
  }

  private FeedFailure failure(String what, Throwable cause) {
    return new FeedFailure(
        "gateway of feed '" + feed + "' " + what + ", after " + progress.counts(), cause);
  }
}
