package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop on embedded servers, started as a person would. */
final class RunCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 120;
  private static final String TASK =
      """
      task: sms-spam
      feed:
        name: sms
        format: tsv
        columns: {text: SMS}
        label: {column: Label}
      classes: [ham, spam]
      bundle: minilm-l6-v2-int8
      train:
        head: linear
        optimizer: {adam: {learningRate: 0.01}}
        batch: 1
        publishEvery: 50
        seed: 42
      """;

  @TempDir Path folder;

  private String task(String text) throws Exception {
    return Files.writeString(folder.resolve("task.yaml"), text).toString();
  }

  /** Plain messages and adverts in turn, and one row without its text. */
  private String messages() throws Exception {
    StringBuilder rows = new StringBuilder("Label\tSMS\n");
    for (int row = 0; row < ROWS; row++) {
      rows.append(
          row % 2 == 0
              ? "ham\tsee you at " + row % 12 + " at the station then\n"
              : "spam\tWIN a free prize of " + row + " pounds, call now!\n");
    }
    rows.append("ham\n");
    return Files.writeString(folder.resolve("messages.tsv"), rows).toString();
  }

  @Test
  void drainedRunScoresLearnsServesAndReportsEveryEvent() throws Exception {
    Cli cli = new Cli(folder.resolve("home"), InstantSource.system());
    Path out = folder.resolve("out");
    assertThat(
            cli.run(
                "run",
                "--task",
                task(TASK),
                "--replay",
                messages(),
                "--drain",
                "--out",
                out.toString(),
                "--partitions",
                "2",
                "--dashboard=0"))
        .as(cli::err)
        .isZero();
    assertThat(cli.err()).startsWith("Dashboard at http://127.0.0.1:");

    JsonNode report = JSON.readTree(out.resolve("report.json").toFile());
    assertThat(report.get("events_in").asInt()).isEqualTo(ROWS + 1);
    assertThat(report.get("predictions").asInt()).isEqualTo(ROWS);
    assertThat(report.at("/dead_letters/ingest.decode").asInt()).isEqualTo(1);
    assertThat(report.get("duplicates").asInt()).isZero();
    assertThat(report.get("labels_joined").asInt()).isEqualTo(ROWS);
    assertThat(report.get("versions_published").asInt()).isEqualTo(2);
    assertThat(report.at("/tasks/sms-spam/prequential/accuracy").asDouble()).isGreaterThan(0.8);
    assertThat(Files.readAllLines(out.resolve("predictions.jsonl"))).hasSize(ROWS);
    assertThat(Files.readAllLines(out.resolve("prequential.jsonl"))).hasSize(ROWS);

    assertThat(cli.run("models", "list")).isZero();
    assertThat(cli.out().lines()).hasSize(1 + 3);
    Path model = folder.resolve("model.onnx");
    assertThat(cli.run("models", "export", "sms-spam@latest", "--out", model.toString()))
        .as("the run remembers its task file")
        .isZero();
    assertThat(cli.run("inspect", model.toString())).isZero();
  }

  @Test
  void recordingThatIsNotThereIsWrongUseAndLeavesNoState() throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    assertThat(cli.run("run", "--task", task(TASK), "--replay", "nowhere.tsv")).isEqualTo(2);
    assertThat(cli.err()).contains("nowhere.tsv");
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void drainOfAFeedWithoutEndIsWrongUse() throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    String live =
        """
        task: signs
        feed: {name: signs, format: drawn-signs}
        bundle: pp-ocr-v4
        decode: textLines
        """;
    assertThat(cli.run("run", "--task", task(live), "--drain")).isEqualTo(2);
    assertThat(cli.err()).contains("feed 'signs'", "leave --drain out");
  }
}
