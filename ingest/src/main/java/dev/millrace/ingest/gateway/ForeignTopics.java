package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.KafkaSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Looks, before anything is read, at where a feed's topics are said to lie. */
final class ForeignTopics {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String feed;
  private final KafkaSpec spec;

  ForeignTopics(String feed, KafkaSpec spec) {
    this.feed = feed;
    this.spec = spec;
  }

  /**
   * Checks another cluster.
   *
   * @param client settings of any client of it
   * @throws UnusableSource if it can't be reached, or lacks a topic that is named
   */
  void require(Map<String, Object> client) {
    try (Admin admin = admin(client)) {
      Set<String> missing = new TreeSet<>(spec.topics());
      missing.removeAll(names(admin));
      if (!missing.isEmpty()) {
        throw new UnusableSource(
            "feed '"
                + feed
                + "': "
                + client.get("bootstrap.servers")
                + " has no topics "
                + missing
                + ", or doesn't show them; make them, or correct kafka.topics");
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      throw new UnusableSource(
          "feed '"
              + feed
              + "': no Kafka broker answered at "
              + client.get("bootstrap.servers")
              + " within "
              + PATIENCE.toSeconds()
              + " s ("
              + cause.getClass().getSimpleName()
              + ": "
              + cause.getMessage()
              + "); is it running, and do kafka.settings fit its listener?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnusableSource("feed '" + feed + "' was interrupted while connecting", e);
    }
  }

  /** Gives up within the patience: closing one waits for what it was asked. */
  private static Admin admin(Map<String, ?> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    return Admin.create(settings);
  }

  private static Set<String> names(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    return admin.listTopics().names().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Whether two addresses lead to one cluster; taken for so where one of them does not say. */
  boolean sameCluster(Map<String, ?> one, Map<String, ?> other) {
    if (one.equals(other)) {
      return true;
    }
    return clusterId(one).equals(clusterId(other));
  }

  private String clusterId(Map<String, ?> client) {
    try (Admin admin = admin(client)) {
      String id = admin.describeCluster().clusterId().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return id == null ? "" : id;
    } catch (ExecutionException | TimeoutException e) {
      throw new UnusableSource(
          "feed '"
              + feed
              + "': the cluster at "
              + client.get("bootstrap.servers")
              + " doesn't say"
              + " who it is; is it running?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnusableSource("feed '" + feed + "' was interrupted while connecting", e);
    }
  }

  /**
   * A feed must not read what it writes: each record would come again for ever.
   *
   * @throws UnusableSource if it names such a topic
   */
  void refuseOwn(Topics own) {
    List<String> ownTopics =
        spec.topics().stream().filter(topic -> topic.startsWith(own.prefix())).toList();
    if (!ownTopics.isEmpty()) {
      throw new UnusableSource(
          "feed '"
              + feed
              + "' would read "
              + ownTopics
              + ", which this pipeline writes itself; name topics of others, or choose another"
              + " --topic-prefix");
    }
  }

  /** Names that are read where a pattern gives them: all but the pipeline's own. */
  static Pattern without(Topics own, String pattern) {
    return Pattern.compile("(?!" + Pattern.quote(own.prefix()) + ")(?:" + pattern + ")");
  }
}
