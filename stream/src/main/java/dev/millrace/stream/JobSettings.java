package dev.millrace.stream;

import dev.millrace.schemas.Topics;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * What a Flink job needs to know of its surroundings.
 *
 * @param bootstrapServers Kafka brokers, {@code host:port,…}
 * @param clientProperties further Kafka client settings (TLS, SASL), handed to every client
 * @param topics topic names
 * @param topicPartitions how many partitions each topic that gets markers has
 * @param parallelism subtasks of the job's parallel operators
 * @param checkpointInterval time between checkpoints; with exactly-once delivery also how long a
 *     result stays invisible
 * @param transactionTimeout how long a broker keeps a dead writer's transaction open. Readers of
 *     committed records wait for it after a crash without recovery; it must be longer than the
 *     longest outage that recovery should survive, and not above the broker's {@code
 *     transaction.max.timeout.ms} (15 minutes by default)
 */
public record JobSettings(
    String bootstrapServers,
    Map<String, String> clientProperties,
    Topics topics,
    Map<String, Integer> topicPartitions,
    int parallelism,
    Duration checkpointInterval,
    Duration transactionTimeout)
    implements Serializable {

  /** One second locally: a person watches, and a checkpoint of heads costs a few milliseconds. */
  public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

  /** Below the broker's default maximum of 15 minutes. */
  public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

  public JobSettings {
    clientProperties = Map.copyOf(clientProperties);
    topicPartitions = Map.copyOf(topicPartitions);
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism must be at least 1, not " + parallelism);
    }
  }

  /** Settings for any Kafka client of the job. */
  public Properties clientSettings() {
    Properties properties = new Properties();
    properties.putAll(clientProperties);
    properties.setProperty("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /** Partitions of a topic that gets markers. */
  public int partitionsOf(String topic) {
    Integer partitions = topicPartitions.get(topic);
    if (partitions == null) {
      throw new IllegalStateException(
          "partitions of topic " + topic + " are unknown; the launcher must describe it first");
    }
    return partitions;
  }
}
