package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told before a gateway has started. */
class GatewayCommandTest {

  private static final String TASK =
      """
      task: imu
      feed: {name: imu, format: topic-sensor}
      window: {length: 2, channels: [ax]}
      bundle: sensor-window
      """;

  private static final String MQTT =
      TASK.replace(
          "format: topic-sensor", "format: mqtt, mqtt: {url: tcp://127.0.0.1:1, topics: [a]}");

  private static final String RECORDED =
      TASK.replace("format: topic-sensor", "format: csv, columns: {channels: [ax]}");

  @TempDir Path folder;

  private Cli run(String task, String... command) throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    Path file = Files.writeString(folder.resolve("task.yaml"), task);
    String[] arguments = new String[command.length + 2];
    System.arraycopy(command, 0, arguments, 0, command.length);
    arguments[command.length] = "--task";
    arguments[command.length + 1] = file.toString();
    assertThat(cli.run(arguments)).as(cli::err).isEqualTo(2);
    assertThat(folder.resolve("home")).doesNotExist();
    return cli;
  }

  @Test
  void gatewayWithoutAWayInIsWrongUse() throws Exception {
    assertThat(run(TASK, "gateway").err()).contains("mqtt", "--http");
  }

  @Test
  void httpForFeedsThatNobodyElseFillsIsWrongUse() throws Exception {
    assertThat(run(RECORDED, "run", "--http", "0").err()).contains("--http", "topic-");
    assertThat(run(RECORDED, "gateway", "--http", "0").err()).contains("--http", "topic-");
  }

  @Test
  void tokensThatCanBeGuessedAreWrongUse() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), "secret\n");
    assertThat(run(TASK, "run", "--http", "0", "--http-tokens", tokens.toString()).err())
        .contains("shorter than 16")
        .doesNotContain("secret\n");
  }

  @Test
  void brokerThatIsNotThereIsWrongUseOfRunAndOfGateway() throws Exception {
    assertThat(run(MQTT, "run").err()).contains("feed 'imu'", "127.0.0.1:1");
    assertThat(run(MQTT, "gateway").err()).contains("feed 'imu'", "127.0.0.1:1");
  }
}
