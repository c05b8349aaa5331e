package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A head that is fitted off-line and then served, as a person would do it. */
final class FitCommandTest {

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
      bundle: %s
      train:
        head: linear
        optimizer: {adam: {learningRate: 0.01}}
        publishEvery: 1000
      """;

  @TempDir Path folder;

  private String task(String bundle) throws Exception {
    return Files.writeString(folder.resolve("task.yaml"), TASK.formatted(bundle)).toString();
  }

  private String messages() throws Exception {
    StringBuilder rows = new StringBuilder("Label\tSMS\n");
    for (int row = 0; row < ROWS; row++) {
      rows.append(
          row % 2 == 0
              ? "ham\tsee you at " + row % 12 + " at the station then\n"
              : "spam\tWIN a free prize of " + row + " pounds, call now!\n");
    }
    return Files.writeString(folder.resolve("messages.tsv"), rows).toString();
  }

  @Test
  void fittedHeadIsWhatTheStreamStartsWith() throws Exception {
    Cli cli = new Cli(folder.resolve("home"), InstantSource.system());
    Path out = folder.resolve("fit");
    String recording = messages();
    assertThat(
            cli.run(
                "fit",
                "--task",
                task("minilm-l6-v2-int8"),
                "--replay",
                recording,
                "--epochs",
                "3",
                "--validation",
                "0.25",
                "--out",
                out.toString()))
        .as(cli::err)
        .isZero();

    JsonNode fit = JSON.readTree(out.resolve("fit.json").toFile());
    assertThat(fit.get("training_examples").asInt() + fit.get("validation_examples").asInt())
        .isEqualTo(ROWS);
    assertThat(fit.get("validation_examples").asInt()).isBetween(15, 45);
    assertThat(fit.get("epochs")).hasSize(4);
    double before = fit.at("/epochs/0/validation_loss").asDouble();
    double after = fit.at("/epochs/3/validation_loss").asDouble();
    assertThat(after).isLessThan(before / 4);
    assertThat(fit.at("/epochs/3/accuracy").asDouble()).isEqualTo(1);
    assertThat(Files.readString(out.resolve("loss.svg"))).contains("<polyline", "validation loss");
    assertThat(cli.out()).contains("kept", "bundle: {path: ");

    Path served = folder.resolve("served");
    String fitted = task("{path: " + out.resolve("bundle") + "}");
    assertThat(
            cli.run(
                "run", "--task", fitted, "--replay", recording, "--drain", "--out", served + ""))
        .as(cli::err)
        .isZero();
    JsonNode report = JSON.readTree(served.resolve("report.json").toFile());
    assertThat(report.at("/tasks/sms-spam/served/accuracy").asDouble())
        .as("version 0 answers, and it is the fitted head")
        .isEqualTo(1);
  }

  @Test
  void examplesOfARunAreFittedFromItsLog() throws Exception {
    Cli cli = new Cli(folder.resolve("home"), InstantSource.system());
    String task = task("minilm-l6-v2-int8");
    assertThat(cli.run("run", "--task", task, "--replay", messages(), "--drain"))
        .as(cli::err)
        .isZero();
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path out : new Path[] {first, second}) {
      assertThat(cli.run("fit", "--task", task, "--epochs", "2", "--out", out.toString()))
          .as(cli::err)
          .isZero();
    }
    assertThat(JSON.readTree(first.resolve("fit.json").toFile()).get("training_examples").asInt())
        .isGreaterThan(ROWS / 2);
    assertThat(second.resolve("model.onnx"))
        .as("the same log and settings give the same bits")
        .hasSameBinaryContentAs(first.resolve("model.onnx"));
  }

  @Test
  void wrongUseIsToldBeforeAnythingStarts() throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    String task = task("minilm-l6-v2-int8");
    String out = folder.resolve("fit").toString();
    assertThat(cli.run("fit", "--task", task, "--validation", "1", "--out", out)).isEqualTo(2);
    assertThat(cli.err()).contains("from 0 to below 1");
    assertThat(cli.run("fit", "--task", task, "--replay", "x", "--state", "y", "--out", out))
        .isEqualTo(2);
    assertThat(cli.err()).contains("leave --bootstrap-servers and --state out");
    assertThat(folder.resolve("fit")).doesNotExist();
  }
}
