package dev.millrace.ingest.gateway;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.FeedFailure;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.schemas.task.MqttSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages from an MQTT broker to a raw topic, each at least once: a message is
 * acknowledged to its broker when Kafka has acknowledged the record, and not before. What was under
 * way when either side broke off comes again; ingest drops the repeat where the sender named the
 * event.
 */
final class MqttGateway implements Gateway {

  private static final Logger LOG = LoggerFactory.getLogger(MqttGateway.class);

  /** Longest wait for a message, so that a stop is quick. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** How long records that are under way may take at the end. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final String feed;
  private final MqttSpec spec;
  private final MqttConnection connection;

  private MqttGateway(String feed, MqttSpec spec, MqttConnection connection) {
    this.feed = feed;
    this.spec = spec;
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @param mostBytes largest payload that is taken; a broker keeps larger ones to itself
   */
  static MqttGateway open(String feed, MqttSpec spec, int mostBytes) {
    return new MqttGateway(feed, spec, MqttConnection.open(feed, spec, mostBytes));
  }

  @Override
  public String feed() {
    return feed;
  }

  @Override
  public Inflow into(RawOutlet outlet) {
    return new Flow(outlet.producer(), new MqttRecords(outlet.topics().raw(feed), spec));
  }

  @Override
  public void close() {
    connection.close();
  }

  private final class Flow implements Inflow {

    private final Producer<byte[], byte[]> producer;
    private final MqttRecords records;
    private final AtomicLong stored = new AtomicLong();
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    private volatile boolean stopped;

    Flow(Producer<byte[], byte[]> producer, MqttRecords records) {
      this.producer = producer;
      this.records = records;
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
      LOG.info("feed={} takes topics={}", feed, spec.topics());
      try {
        while (!stopped) {
          Optional<Mqtt5Publish> message = connection.next(PATIENCE);
          message.ifPresent(this::send);
          checkFailure();
        }
        producer.flush();
        checkFailure();
        LOG.info("feed={} ended stored={}", feed, stored);
        return new FeedCounts(stored.get(), 0, 0, Map.of(), Map.of());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure("was interrupted", e);
      } finally {
        // In this order: what Kafka still takes is acknowledged, what it doesn't comes again.
        producer.close(CLOSE_TIMEOUT);
        connection.close();
      }
    }

    private void send(Mqtt5Publish message) {
      Future<RecordMetadata> unused =
          producer.send(
              records.record(message),
              (metadata, error) -> {
                if (error == null) {
                  stored.incrementAndGet();
                  message.acknowledge();
                } else {
                  refused.compareAndSet(null, error);
                }
              });
    }

    private void checkFailure() {
      Exception error = refused.get();
      if (error != null) {
        throw failure("could not write to Kafka: " + error, error);
      }
      connection.lost().ifPresent(lost -> rethrow(lost));
    }

    private void rethrow(Throwable lost) {
      throw failure("lost its broker: " + lost.getMessage(), lost);
    }

    private FeedFailure failure(String what, Throwable cause) {
      return new FeedFailure(
          "gateway of feed '" + feed + "' " + what + ", after " + stored + " messages", cause);
    }
  }
}
