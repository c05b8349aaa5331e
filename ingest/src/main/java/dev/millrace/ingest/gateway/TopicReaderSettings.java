package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.KafkaSpec;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/** Settings of the clients that read foreign topics. */
final class TopicReaderSettings {

  /** Fetched at once; a single larger record still comes through, alone. */
  private static final int FETCH_BYTES = Topics.MAX_RECORD_BYTES;

  /** Records between two commits: few are copied again after a crash, and a commit costs little. */
  private static final int BATCH_RECORDS = 1000;

  /** New topics that match a pattern are found after at most this. */
  private static final int LOOK_FOR_TOPICS_MILLIS = 10_000;

  private TopicReaderSettings() {}

  /**
   * Settings of any client of a cluster.
   *
   * @throws UnusableSource if the settings file can't be read
   */
  static Map<String, Object> cluster(KafkaSpec.Cluster cluster) {
    Map<String, Object> settings = new HashMap<>();
    if (cluster.settings() != null) {
      Properties lines = new Properties();
      try (Reader reader =
          Files.newBufferedReader(Path.of(cluster.settings()), StandardCharsets.UTF_8)) {
        lines.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new UnusableSource(
            "Kafka settings file "
                + cluster.settings()
                + " can't be read ("
                + e.getClass().getSimpleName()
                + "); it should exist and hold client properties",
            e);
      }
      lines.forEach((key, value) -> settings.put(key.toString(), value));
    }
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    return settings;
  }

  /**
   * Settings of the consumer. What was read is told by hand, once it is copied; and only committed
   * records are read.
   *
   * @param client settings of any client of the cluster
   */
  static Map<String, Object> consumer(Map<String, ?> client, String feed, KafkaSpec spec) {
    Map<String, @Nullable Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, spec.reading().group());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-copy-" + feed);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        spec.reading().start().name().toLowerCase(Locale.ROOT));
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, LOOK_FOR_TOPICS_MILLIS);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH_RECORDS);
    return settings;
  }
}
