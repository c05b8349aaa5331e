package dev.millrace.deploy.blob;

import dev.millrace.schemas.topic.KafkaAccess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics whose records may name blobs, and how long they are kept: raw topics, pictures, dead
 * letters.
 *
 * @param topics full names
 * @param longest the longest of their retentions; {@link #FOR_EVER} where one keeps all
 */
record TopicRetention(Set<String> topics, Duration longest) {

  static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /**
   * Asks the broker.
   *
   * @throws IllegalStateException if this cluster has no topic of pictures: then it is not the one
   *     whose records name the blobs
   */
  static TopicRetention of(KafkaAccess kafka) throws InterruptedException {
    try (Admin admin = kafka.admin()) {
      Set<String> topics = new TreeSet<>(admin.listTopics().names().get());
      String raw = kafka.topics().raw("");
      Set<String> naming =
          new TreeSet<>(Set.of(kafka.topics().imageEvents(), kafka.topics().deadLetters()));
      topics.stream().filter(name -> name.startsWith(raw)).forEach(naming::add);
      if (!topics.containsAll(naming)) {
        throw new IllegalStateException(
            "there are no topics "
                + naming
                + " at "
                + kafka.bootstrapServers()
                + ", so nothing says which blobs are in use; name the pipeline's own cluster and"
                + " --topic-prefix");
      }
      return new TopicRetention(naming, longest(admin, naming));
    } catch (ExecutionException e) {
      throw new IllegalStateException("topics can't be described: " + e.getCause(), e);
    }
  }

  private static Duration longest(Admin admin, Set<String> topics)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Duration longest = Duration.ZERO;
    for (var config : admin.describeConfigs(resources).all().get().values()) {
      long millis = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
      Duration kept = millis < 0 ? FOR_EVER : Duration.ofMillis(millis);
      longest = kept.compareTo(longest) > 0 ? kept : longest;
    }
    return longest;
  }
}
