package dev.millrace.deploy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.deploy.topic.Decoding;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.PauseWriter;
import dev.millrace.schemas.topic.PauseWriter.Training;
import dev.millrace.schemas.topic.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version is a function of the log, and the log of the recording. */
final class RepeatTest {

  private static final int LATE_MESSAGES = 150;
  private static final String RUN = "repeat";

  @TempDir static Path folder;
  private static LocalBroker broker;
  private static List<SmallFeeds.Recorded> feeds;
  private static Results first;

  @BeforeAll
  static void playOnce() throws Exception {
    broker = LocalBroker.start(folder.resolve("kafka"));
    feeds =
        List.of(
            SmallFeeds.messages(folder, SmallFeeds.MESSAGES),
            SmallFeeds.lateLabels(folder, LATE_MESSAGES),
            SmallFeeds.readings(folder));
    first = play("first", 4, 1);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static Results play(String name, int partitions, int parallelism) throws Exception {
    Topics topics = new Topics(RUN + "." + name + ".", partitions);
    KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), Map.of(), topics);
    Path own = Files.createDirectory(folder.resolve(name));
    return new SmallLoop(kafka, own, parallelism).run(feeds);
  }

  private static void sameAsFirst(Results again) {
    Accounts.check(again);
    assertThat(again.hashes()).isEqualTo(first.hashes());
    assertThat(again.parameters()).isEqualTo(first.parameters());
    assertThat(again.timelessVersions()).isEqualTo(first.timelessVersions());
    assertThat(again.logs()).isEqualTo(first.logs());
  }

  @Test
  void everyMessageIsScoredJoinedAndLearned() {
    Accounts.check(first);
    assertThat(first.report().count("events_in"))
        .isEqualTo(SmallFeeds.MESSAGES + LATE_MESSAGES + SmallFeeds.READINGS);
    assertThat(first.logs().get("prompt")).hasSize(SmallFeeds.MESSAGES);
    assertThat(first.logs().get("late")).hasSize(LATE_MESSAGES);
    assertThat(first.logs().get("readings"))
        .hasSize(SmallFeeds.READINGS - 3 * (SmallFeeds.WINDOW - 1));
    assertThat(first.examples()).noneMatch(TrainingExample::getLate);
    assertThat(first.hashes())
        .hasSize(
            3
                + SmallFeeds.MESSAGES / SmallFeeds.PUBLISH_EVERY
                + LATE_MESSAGES / SmallFeeds.PUBLISH_EVERY
                + (SmallFeeds.READINGS - 3 * (SmallFeeds.WINDOW - 1)) / 40);
    assertThat(first.report().metric("prompt", "prequential", "accuracy")).isGreaterThan(0.8);
    assertThat(first.letters()).isEmpty();
  }

  @Test
  void noEventHoldsItsLabel() {
    assertThat(first.events())
        .filteredOn(TextMessage.class::isInstance)
        .map(TextMessage.class::cast)
        .noneMatch(message -> message.toString().contains("ham"))
        .noneMatch(message -> message.toString().contains("spam"))
        .hasSize(SmallFeeds.MESSAGES + LATE_MESSAGES);
  }

  @Test
  void replayFromScratchGivesTheSameVersions() throws Exception {
    sameAsFirst(play("again", 4, 1));
  }

  @Test
  void onePartitionGivesTheSameVersions() throws Exception {
    sameAsFirst(play("one", 1, 1));
  }

  @Test
  void twoSubtasksGiveTheSameVersions() throws Exception {
    sameAsFirst(play("two", 4, 2));
  }

  @Test
  void moreSubtasksThanPartitionsGiveTheSameVersions() throws Exception {
    sameAsFirst(play("narrow", 1, 2));
  }

  @Test
  void pauseInTheMiddleGivesTheSameVersions() throws Exception {
    Topics topics = new Topics(RUN + ".paused.", 4);
    KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), Map.of(), topics);
    try (Admin admin = kafka.admin()) {
      TopicCreator.withBrokerDefaults(admin).create(topics, Set.of());
    }
    PauseWriter pause = new PauseWriter(kafka, InstantSource.system(), "ada");
    pause.set("prompt", Training.PAUSED, "labels look odd");
    CompletableFuture<Void> resumed =
        CompletableFuture.runAsync(() -> resumeWhenAllIsPredicted(kafka, pause));
    Path own = Files.createDirectory(folder.resolve("paused"));
    sameAsFirst(new SmallLoop(kafka, own, 1).run(feeds));
    assertThat(resumed).isCompleted();
  }

  private static void resumeWhenAllIsPredicted(KafkaAccess kafka, PauseWriter pause) {
    AtomicInteger predictions = new AtomicInteger();
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              predictions.set(0);
              Decoding decoding = new Decoding(new AvroCodec());
              new TopicReader(kafka)
                  .read(
                      kafka.topics().predictions(),
                      record ->
                          decoding
                              .as(Prediction.class, record)
                              .filter(prediction -> prediction.getTask().equals("prompt"))
                              .ifPresent(prediction -> predictions.incrementAndGet()));
              return predictions.get() == SmallFeeds.MESSAGES;
            });
    try {
      pause.set("prompt", Training.RUNNING, "they are fine");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
