package dev.millrace.dashboard.view;

import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;

/**
 * How the views run.
 *
 * @param kafka the cluster
 * @param state directory for local state; its own for each instance
 * @param server where other instances reach the HTTP server of this one, {@code host:port}
 * @param standbys copies of the state on other instances; none are made where there is one instance
 */
public record ViewsSettings(KafkaAccess kafka, Path state, String server, int standbys) {

  /** A lost instance gives its partitions back after this; brokers allow no less than 6 s. */
  private static final int SESSION_MILLIS = 6_000;

  private static final int HEARTBEAT_MILLIS = 1_500;

  /** Queries see what is not yet committed; the join of labels lags by this. */
  private static final int COMMIT_MILLIS = 500;

  /** A killed instance blocks readers for at most this long. */
  private static final int TRANSACTION_MILLIS = 10_000;

  private static final long CACHE_BYTES = 16L << 20;

  /** The group and the prefix of internal topics. */
  public String applicationId() {
    return kafka.topics().prefix() + "dashboard";
  }

  Properties streams() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        HEARTBEAT_MILLIS);
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_MILLIS);
    // With more, a batch that overtakes the end of the last transaction is refused and sent again.
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    settings.putAll(kafka.settings());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId());
    settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, server);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueProcessingExceptionHandler.class);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    return settings;
  }
}
