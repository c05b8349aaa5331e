package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {

  @TempDir Path folder;

  @Test
  void demoPredictsForEveryTaskAndLosesNothingWhenItsTimeIsOver() throws Exception {
    Cli cli = new Cli(folder.resolve("home"), InstantSource.system());
    assertThat(cli.run("demo", "--for", "12s", "--json")).as(cli::err).isZero();
    List<String> lines = cli.out().lines().toList();
    assertThat(lines.get(0)).startsWith("Dashboard at http://127.0.0.1:");
    assertThat(lines.get(1)).startsWith("Kafka at 127.0.0.1:");
    JsonNode report = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    for (String task : List.of("demo-cpu", "demo-logs", "demo-signs")) {
      assertThat(report.at("/tasks/" + task + "/predictions").asLong()).as(task).isPositive();
    }
    long letters = 0;
    for (JsonNode ofStage : report.get("dead_letters")) {
      letters += ofStage.asLong();
    }
    assertThat(report.get("events_in").asLong())
        .isEqualTo(
            report.get("predictions").asLong()
                + letters
                + report.get("duplicates").asLong()
                + report.get("window_warmup").asLong());
  }

  @Test
  void timeThatIsNoneIsWrongUse() {
    Cli cli = new Cli(folder.resolve("home"));
    assertThat(cli.run("demo", "--for", "soon")).isEqualTo(2);
    assertThat(cli.err()).contains("'soon' is no duration");
  }
}
