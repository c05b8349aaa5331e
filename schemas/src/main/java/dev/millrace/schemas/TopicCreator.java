package dev.millrace.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics that are missing and checks the ones that exist by {@link TopicCheck}.
 *
 * <p>Thread-safe as far as the admin client is; two processes may create the same topics at once.
 */
public final class TopicCreator {

  /** A busy broker needs a second; one that needs this long is not well. */
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Admin admin;
  private final Optional<Short> replication;

  private TopicCreator(Admin admin, Optional<Short> replication) {
    this.admin = admin;
    this.replication = replication;
  }

  /**
   * Creates topics with the broker's default replication.
   *
   * @param admin stays open
   */
  public static TopicCreator withBrokerDefaults(Admin admin) {
    return new TopicCreator(admin, Optional.empty());
  }

  /**
   * Creates topics with a given number of replicas.
   *
   * @param admin stays open
   * @param replicas copies of each partition, at least 1
   */
  public static TopicCreator withReplicas(Admin admin, short replicas) {
    if (replicas < 1) {
      throw new IllegalArgumentException("replicas must be at least 1, not " + replicas);
    }
    return new TopicCreator(admin, Optional.of(replicas));
  }

  /**
   * Makes sure that all topics exist: those of {@link Topics#specs()}, the raw topic of each feed,
   * and the raw topic of the labels.
   *
   * @return names of the topics that were created
   * @throws UnfitTopicException if a topic exists with settings that would lose or mix up records;
   *     nothing has been created then
   * @throws KafkaException if the broker refuses
   */
  public Set<String> create(Topics topics, Collection<String> feeds) {
    Map<String, Topics.Spec> wanted = new LinkedHashMap<>();
    topics.specs().forEach(spec -> wanted.put(spec.name(), spec));
    Set<String> raw = new TreeSet<>(feeds);
    raw.add(Topics.LABEL_FEED);
    raw.forEach(feed -> wanted.put(topics.raw(feed), topics.rawSpec(feed)));

    Set<String> existing = new TreeSet<>(await("list topics", admin.listTopics().names()));
    existing.retainAll(wanted.keySet());
    check(existing, wanted);
    Set<String> lostRace = new TreeSet<>();
    Set<String> created = new TreeSet<>(wanted.keySet());
    created.removeAll(existing);
    createAll(created.stream().map(wanted::get).toList(), lostRace);
    check(lostRace, wanted);
    created.removeAll(lostRace);
    awaitServed(created.stream().map(wanted::get).toList());
    return created;
  }

  /**
   * Waits until the leader of each partition answers. The controller knows a topic before its
   * leader does. A producer's first batch is refused in between; if its second one is then taken,
   * the first one, sent again, is out of order for good, and after two minutes all is lost.
   */
  private void awaitServed(List<Topics.Spec> specs) {
    Map<TopicPartition, OffsetSpec> ends = new LinkedHashMap<>();
    for (Topics.Spec spec : specs) {
      for (int partition = 0; partition < spec.partitions(); partition++) {
        ends.put(new TopicPartition(spec.name(), partition), OffsetSpec.latest());
      }
    }
    List<String> names = specs.stream().map(Topics.Spec::name).toList();
    awaitKnown("see the new topics", () -> admin.describeTopics(names).allTopicNames());
    awaitKnown("reach the leaders of the new topics", () -> admin.listOffsets(ends).all());
  }

  /** A broker learns of a topic a moment after the controller, and until then denies it. */
  private static <T> void awaitKnown(String what, Supplier<KafkaFuture<T>> question) {
    for (int tries = 0; tries < KNOWN_WITHIN.dividedBy(PAUSE); tries++) {
      try {
        await(what, question.get());
        return;
      } catch (UnknownTopicOrPartitionException e) {
        pause(what);
      }
    }
    await(what, question.get());
  }

  private static void pause(String what) {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted: cannot " + what, e);
    }
  }

  private void createAll(List<Topics.Spec> specs, Set<String> lostRace) {
    List<NewTopic> topics =
        specs.stream()
            .map(
                spec ->
                    new NewTopic(spec.name(), Optional.of(spec.partitions()), replication)
                        .configs(spec.config()))
            .toList();
    Map<String, KafkaFuture<Void>> results = admin.createTopics(topics).values();
    for (Map.Entry<String, KafkaFuture<Void>> result : results.entrySet()) {
      try {
        await("create topic " + result.getKey(), result.getValue());
      } catch (TopicExistsException e) {
        lostRace.add(result.getKey());
      }
    }
  }

  private void check(Set<String> names, Map<String, Topics.Spec> wanted) {
    if (names.isEmpty()) {
      return;
    }
    Map<String, TopicDescription> found =
        await("describe topics", admin.describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> configs =
        await(
            "describe topic settings",
            admin
                .describeConfigs(
                    names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .collect(Collectors.toSet()))
                .all());
    List<String> faults = new ArrayList<>();
    configs.forEach(
        (resource, config) ->
            faults.addAll(
                TopicCheck.faults(
                    wanted.get(resource.name()),
                    found.get(resource.name()).partitions().size(),
                    key -> config.get(key).value())));
    if (!faults.isEmpty()) {
      throw new UnfitTopicException(faults.stream().sorted().toList());
    }
  }

  /** Waits; Kafka's own exceptions come out as they are. */
  private static <T> T await(String what, KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException known) {
        throw known;
      }
      throw new KafkaException("cannot " + what, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted: cannot " + what, e);
    }
  }
}
