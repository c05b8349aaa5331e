package dev.millrace.deploy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
}
