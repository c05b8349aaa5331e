package dev.millrace.deploy.dashboard;

import static dev.millrace.deploy.TestCluster.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.http.Cluster;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.deploy.Records;
import dev.millrace.deploy.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state outlives its instance, and does not depend on how many there are. */
final class TwoInstancesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PREDICTIONS = 40;

  @TempDir Path folder;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster(folder.resolve("run"));
    for (int i = 0; i < PREDICTIONS; i++) {
      long now = InstantSource.system().millis() * 1_000;
      cluster.write(
          TOPICS.predictions(), i % 2, "phone-" + i % 2, Records.spam("event-" + i, now, 4));
      cluster.write(
          TOPICS.deadLetters(),
          i % 2,
          "phone",
          Records.letter("raw", "ingest.decode", "MISSING_FIELD", Map.of(), "x"));
    }
    cluster.write(TOPICS.modelAliases(), 0, Records.TASK, Records.alias(4));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Dashboard instance(String name) {
    Dashboard dashboard =
        Dashboard.listen(
            new DashboardSettings(
                DashboardSettings.LOOPBACK, 0, Set.of(), null, new Cluster(null, 1), null),
            InstantSource.system());
    dashboard.connect(cluster.kafka(), folder.resolve(name));
    return dashboard;
  }

  private static boolean whole(JsonNode tasks) {
    return tasks.at("/0/predictions").asLong() == PREDICTIONS
        && tasks.at("/0/champion").asLong() == 4;
  }

  @Test
  void bothAnswerTheSameAndWhatOneHeldTheOtherTakesOver() throws Exception {
    Dashboard first = instance("first");
    try (Dashboard second = instance("second")) {
      Page one = new Page(first);
      Page two = new Page(second);
      one.awaitJson("api/status", status -> status.path("instances").size() == 2);
      two.awaitJson("api/status", status -> status.path("instances").size() == 2);
      one.awaitJson("api/tasks", TwoInstancesTest::whole);
      two.awaitJson("api/tasks", TwoInstancesTest::whole);
      await()
          .atMost(PATIENCE)
          .until(() -> one.json("api/dead-letters").equals(two.json("api/dead-letters")));
      assertThat(one.json("api/dead-letters").at("/0/count").asLong()).isEqualTo(PREDICTIONS);
      assertThat(one.json("api/tasks/sms-spam/series?span=15m").path("points"))
          .isEqualTo(two.json("api/tasks/sms-spam/series?span=15m").path("points"))
          .isNotEmpty();
      first.close();
      two.awaitJson("api/status", status -> status.path("instances").size() == 1);
      two.awaitJson("api/tasks", TwoInstancesTest::whole);
    } finally {
      first.close();
    }
  }

  @Test
  void stateOutlivesARestartWithAndWithoutItsFolder() throws Exception {
    try (Dashboard dashboard = instance("first")) {
      new Page(dashboard).awaitJson("api/tasks", TwoInstancesTest::whole);
    }
    try (Dashboard again = instance("first")) {
      new Page(again).awaitJson("api/tasks", TwoInstancesTest::whole);
    }
    try (Dashboard elsewhere = instance("other")) {
      new Page(elsewhere).awaitJson("api/tasks", TwoInstancesTest::whole);
    }
  }
}
