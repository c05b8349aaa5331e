package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay --info}. */
class ReplaySummaryTest {

  @TempDir Path folder;

  private static String recording(String name) {
    Path path = Path.of(System.getProperty("millrace.testData", "absent")).resolve(name);
    assumeTrue(Files.exists(path), () -> "skipped: no real data at " + path.toAbsolutePath());
    return path.toString();
  }

  @Test
  void countsTimesAndTopicsArePrintedWithoutATask() {
    Cli cli = new Cli(folder);
    String path = recording("ros2-bags/mcap/talker/talker.mcap");
    assertThat(cli.run("replay", "--info", path)).as(cli::err).isZero();
    assertThat(cli.out())
        .contains(
            "format    mcap (zstd)", "messages  20", "start     2020-04-02T22:23:55.112411371Z")
        .containsPattern("/topic +std_msgs/msg/String +cdr +10");
  }

  @Test
  void jsonHasOneLineForEachPath() throws Exception {
    Cli cli = new Cli(folder);
    String talker = recording("ros2-bags/mcap/talker/talker.mcap");
    String wbag = recording("ros2-bags/mcap/wbag/wbag_0.mcap");
    assertThat(cli.run("replay", "--info", "--json", talker, wbag)).as(cli::err).isZero();
    List<String> lines = cli.out().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("startNanos").textValue()).isEqualTo("1585866235112411371");
    assertThat(first.get("topics")).hasSize(3);
    assertThat(new ObjectMapper().readTree(lines.get(1)).get("messages").longValue())
        .isEqualTo(1246);
  }

  @Test
  void aFileOfNoKnownFormatIsWrongUseAndTheKnownOnesAreNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "nothing");
    Cli cli = new Cli(folder);
    assertThat(cli.run("replay", "--info", file.toString())).isEqualTo(2);
    assertThat(cli.err()).contains("notes.txt", "known are mcap");
    assertThat(cli.run("replay", "--info", folder.resolve("absent").toString())).isEqualTo(2);
    assertThat(cli.err()).contains("absent", "no such file");
  }
}
