package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Limits;
import dev.millrace.schemas.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How ingest runs.
 *
 * @param bootstrapServers the brokers
 * @param client further settings of every Kafka client, for example TLS and SASL; they go before
 *     the ones made here, except what exactly-once needs
 * @param topics names and sizes of the topics
 * @param state directory for local state; its own for each instance
 * @param threads stream threads
 * @param limits what is accepted at most
 */
public record IngestSettings(
    String bootstrapServers,
    Map<String, String> client,
    Topics topics,
    Path state,
    int threads,
    Limits limits) {

  /** A lost instance gives its partitions back after this; brokers allow no less than 6 s. */
  private static final int SESSION_MILLIS = 6_000;

  private static final int HEARTBEAT_MILLIS = 1_500;

  /** Readers see events after the commit, so this bounds the latency that exactly-once costs. */
  private static final int COMMIT_MILLIS = 100;

  /** A killed instance blocks readers for at most this long. */
  private static final int TRANSACTION_MILLIS = 10_000;

  /**
   * A consumer hands out what it has fetched of one partition before it comes to the next. Small,
   * so that the partitions advance together: the markers of one that lags stand behind the events
   * of the others and hold up the watermark of all. A larger record still comes through, alone.
   */
  private static final int PARTITION_FETCH_BYTES = 32 * 1024;

  public IngestSettings {
    client = Map.copyOf(client);
    if (threads < 1) {
      throw new IllegalArgumentException("ingest needs at least 1 thread, not " + threads);
    }
  }

  /** The group and the prefix of internal topics. */
  public String applicationId() {
    return topics.prefix() + "ingest";
  }

  /**
   * Settings for Kafka Streams.
   *
   * @param instanceId name of this instance that outlives a restart: the group then takes it back
   *     at once, rather than waiting until the killed one is missed
   */
  Properties streams(String instanceId) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
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
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        PARTITION_FETCH_BYTES);
    settings.putAll(client);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topics.MAX_DEAD_LETTER_BYTES);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    return settings;
  }
}
