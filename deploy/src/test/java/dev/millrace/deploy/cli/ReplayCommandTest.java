package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.TestCluster;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayCommandTest {

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
      train: {head: linear}
      """;

  @TempDir Path folder;

  private Path task(String text) throws Exception {
    return Files.writeString(folder.resolve("task.yaml"), text);
  }

  @Test
  void rowsGoToTheRawTopicWithoutTheirLabels() throws Exception {
    Path rows = Files.writeString(folder.resolve("rows.tsv"), "Label\tSMS\nham\thi\nspam\twin\n");
    try (TestCluster cluster = new TestCluster(folder.resolve("run"))) {
      Cli cli = new Cli(folder.resolve("home"));
      assertThat(
              cli.run(
                  "replay",
                  rows.toString(),
                  "--task",
                  task(TASK).toString(),
                  "--bootstrap-servers",
                  cluster.kafka().bootstrapServers()))
          .as(cli::err)
          .isZero();
      assertThat(cli.out()).contains("2 events and 2 labels sent, 0 unreadable");
      List<String> values = new ArrayList<>();
      new TopicReader(cluster.kafka())
          .read(
              TestCluster.TOPICS.raw("sms"),
              record -> {
                if (!AvroCodec.isMarker(record.value())) {
                  values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
              });
      assertThat(values).hasSize(2).noneMatch(value -> value.contains("spam"));
    }
  }

  @Test
  void everyErrorOfATaskFileIsWrongUseBeforeAnythingStarts() throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    String broken = TASK.replace("columns:", "colums:").replace("train: {head", "train: {haed");
    assertThat(cli.run("replay", "nowhere", "--task", task(broken).toString())).isEqualTo(2);
    assertThat(cli.err()).contains("colums", "haed");
  }

  @Test
  void missingRecordingIsWrongUse() throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    assertThat(cli.run("replay", "nowhere.tsv", "--task", task(TASK).toString())).isEqualTo(2);
    assertThat(cli.err()).contains("nowhere.tsv");
  }
}
