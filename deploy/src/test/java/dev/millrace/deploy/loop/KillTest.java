package dev.millrace.deploy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline is killed as {@code kill -9} does and goes on with {@code --resume}: what committed
 * readers see is what an undisturbed run gives.
 *
 * <p>{@code -Dmillrace.kills=10} kills more often, {@code -Dmillrace.seed=N} at other points.
 */
final class KillTest {

  private static final int MESSAGES = 1_200;
  private static final int KILLS = Integer.getInteger("millrace.kills", 2);
  private static final int KILLS_A_RUN = 2;
  private static final long SEED = Long.getLong("millrace.seed", 20_261_125L);

  @TempDir static Path folder;
  private static Children children;
  private static String bootstrapServers;

  @BeforeAll
  static void startBroker() throws Exception {
    children = new Children(Files.createDirectory(folder.resolve("logs")));
    bootstrapServers = children.broker(folder.resolve("broker"));
  }

  @AfterAll
  static void killAll() {
    children.close();
  }

  private static KafkaAccess kafka(String run) {
    return new KafkaAccess(bootstrapServers, Map.of(), new Topics("kill." + run + ".", 4));
  }

  private static Path own(String run) throws Exception {
    return Files.createDirectory(folder.resolve(run));
  }

  /** One point in each of {@code kills} equal parts of a recording. */
  private static List<Integer> points(int messages, int kills) {
    Random random = new Random(SEED);
    List<Integer> points = new ArrayList<>();
    for (int part = 0; part < kills; part++) {
      int from = messages * part / kills;
      points.add(from + 1 + random.nextInt(messages / kills));
    }
    System.err.println("kill points " + points + " of seed " + SEED);
    return points;
  }

  @Test
  void killedRunsLoseNothingDoubleNothingAndGiveTheSameVersions() throws Exception {
    SmallFeeds.Recorded feed = SmallFeeds.messages(folder, MESSAGES);
    Results calm = new SmallLoop(kafka("calm"), own("calm"), 1).run(List.of(feed));
    Accounts.check(calm);
    assertThat(calm.predictions()).hasSize(MESSAGES);
    List<Integer> points = points(MESSAGES, KILLS);
    int runs = Math.max(1, KILLS / KILLS_A_RUN);
    for (int run = 0; run < runs; run++) {
      // Each run is first killed before anything is committed.
      List<Integer> ofRun = new ArrayList<>(List.of(0));
      for (int kill = run; kill < KILLS; kill += runs) {
        ofRun.add(points.get(kill));
      }
      String name = "run-" + run;
      same(new KilledRun(children, kafka(name), feed, own(name)).run(ofRun), calm);
    }
  }

  /** Takes minutes, so only where more kills are asked for. */
  @Test
  @EnabledIfSystemProperty(named = "millrace.kills", matches = "[3-9]|\\d\\d+")
  void killedRunOfRealMessagesLosesNothingAndGivesTheSameVersions() throws Exception {
    Path data = Path.of(System.getProperty("millrace.testData", ""), "text-sms-spam");
    assumeTrue(Files.isDirectory(data), "no test data: " + data);
    Path task = Path.of(System.getProperty("millrace.checkout"), "examples", "sms-spam.yaml");
    SmallFeeds.Recorded feed =
        new SmallFeeds.Recorded(task, data.resolve("SMSSpamCollection").toAbsolutePath());
    Results calm = new SmallLoop(kafka("real-calm"), own("real-calm"), 1).run(List.of(feed));
    List<Integer> points = points(calm.predictions().size(), 3);
    same(new KilledRun(children, kafka("real"), feed, own("real")).run(points), calm);
  }

  private static void same(Results killed, Results calm) {
    assertThat(ids(killed)).isEqualTo(ids(calm));
    assertThat(killed.hashes()).isEqualTo(calm.hashes());
    assertThat(killed.timelessVersions()).isEqualTo(calm.timelessVersions());
    assertThat(killed.logs()).isEqualTo(calm.logs());
    Accounts.check(killed);
  }

  private static List<String> ids(Results results) {
    return results.predictions().stream().map(Prediction::getEventId).sorted().toList();
  }
}
