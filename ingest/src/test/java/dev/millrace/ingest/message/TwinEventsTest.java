package dev.millrace.ingest.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.source.RealData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings that exist in several formats become the same events. */
class TwinEventsTest {

  @Test
  void theThreeBagsOfTurtlesimGiveTheSameEvents() throws IOException {
    Path data = RealData.at("rosbag1");
    List<Bodies.Body> plain = Bodies.all(data.resolve("example.bag"));
    assertThat(plain).hasSize(8647).noneMatch(body -> body.contentType().equals("undecodable"));
    assertThat(Bodies.all(data.resolve("example-bz2.bag"))).isEqualTo(plain);
    assertThat(Bodies.all(data.resolve("example-lz4.bag"))).isEqualTo(plain);
  }

  @Test
  void aPoseOfTheTurtleBecomesFiveChannels() throws IOException {
    Bodies.Body pose =
        Bodies.all(RealData.at("rosbag1").resolve("example.bag")).stream()
            .filter(body -> body.topic().equals("/turtle1/pose"))
            .findFirst()
            .orElseThrow();
    assertThat(pose.contentType()).isEqualTo("application/json");
    // Turtlesim puts its first turtle into the middle of a field of 11.09 by 11.09.
    assertThat(pose.text())
        .isEqualTo(
            "{\"channels\":{\"x\":5.544444561004639,\"y\":5.544444561004639,\"theta\":0.0,"
                + "\"linear_velocity\":0.0,\"angular_velocity\":0.0}}");
  }

  @ParameterizedTest
  @CsvSource({
    "mcap/talker/talker.mcap, sqlite3/talker/talker.db3",
    "mcap/wbag/wbag_0.mcap, sqlite3/wbag/wbag_0.db3",
    "mcap/wbag/wbag_1.mcap, sqlite3/wbag/wbag_1.db3"
  })
  void mcapAndDatabaseGiveTheSameEventsThoughOneHasNoDefinitions(String mcap, String db3)
      throws IOException {
    Path data = RealData.at("ros2-bags");
    List<Bodies.Body> events = Bodies.all(data.resolve(mcap));
    assertThat(events)
        .isNotEmpty()
        .noneMatch(body -> body.contentType().equals("undecodable"))
        .isEqualTo(Bodies.all(data.resolve(db3)));
  }

  @Test
  void aLogLineOfATalkerIsATextWithItsOwnTime() throws IOException {
    Bodies.Body line =
        Bodies.all(RealData.at("ros2-bags").resolve("sqlite3/talker/talker.db3")).stream()
            .filter(body -> body.topic().equals("/rosout"))
            .findFirst()
            .orElseThrow();
    assertThat(line.contentType()).isEqualTo("text/plain");
    assertThat(line.text()).startsWith("Publishing: ");
    assertThat(line.attributes()).containsEntry("level", "20").containsKey("function");
    assertThat(line.time()).isBetween(1585866235000000L, 1585866236000000L);
  }
}
