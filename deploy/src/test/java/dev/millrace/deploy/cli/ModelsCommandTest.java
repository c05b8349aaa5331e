package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.deploy.Records;
import dev.millrace.deploy.TestCluster;
import dev.millrace.deploy.topic.Decoding;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.schemas.topic.ModelLog;
import dev.millrace.schemas.topic.TopicReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelsCommandTest {

  @TempDir Path folder;
  private TestCluster cluster;
  private Cli cli;

  @BeforeEach
  void start() {
    cluster = new TestCluster(folder.resolve("run"));
    cli = new Cli(folder.resolve("home"));
    for (long number = 0; number <= 4; number++) {
      String key = Topics.versionKey(Records.TASK, number);
      cluster.write(
          TestCluster.TOPICS.modelVersions(),
          0,
          key,
          Records.version(number, 0.9 + number / 100.0));
    }
    // Version 1 has been dropped by its publisher.
    cluster.write(
        new ProducerRecord<>(
            TestCluster.TOPICS.modelVersions(),
            0,
            TestCluster.utf8(Topics.versionKey(Records.TASK, 1)),
            null));
    cluster.write(TestCluster.TOPICS.modelAliases(), 0, Records.TASK, Records.alias(2));
    cluster.write(TestCluster.TOPICS.modelAliases(), 0, Records.TASK, Records.alias(4));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of("models"));
    all.addAll(List.of(args));
    all.addAll(List.of("--bootstrap-servers", cluster.kafka().bootstrapServers()));
    return cli.run(all.toArray(String[]::new));
  }

  private ModelAlias alias() {
    return ModelLog.read(cluster.kafka()).alias(Records.TASK).orElseThrow();
  }

  @Test
  void listShowsKeptVersionsAndWhichAnswers() {
    assertThat(run("list")).isZero();
    assertThat(cli.out().lines()).hasSize(1 + 4);
    assertThat(cli.out()).containsPattern("sms-spam +4 +400 +accuracy 0.9400 .*champion");
  }

  @Test
  void showTellsLineageAndShapesButNoWeights() throws Exception {
    assertThat(run("show", "sms-spam@latest", "--json")).isZero();
    JsonNode shown = new ObjectMapper().readTree(cli.out());
    assertThat(shown.at("/lineage/parent").asLong()).isEqualTo(3);
    assertThat(shown.at("/parameters/0/shape/0").asLong()).isEqualTo(2);
    assertThat(shown.at("/parameters/0").has("data")).isFalse();
    assertThat(shown.at("/alias/champion").asLong()).isEqualTo(4);
  }

  @Test
  void promotionPinsTheVersionAndNamesWhoDecided() {
    assertThat(run("promote", "sms-spam@3", "--by", "mira", "--reason", "less false alarm"))
        .isZero();
    ModelAlias alias = alias();
    assertThat(alias.getChampion()).isEqualTo(3);
    assertThat(alias.getPinned()).isTrue();
    assertThat(alias.getDecidedBy()).isEqualTo("mira");
    assertThat(alias.getReason()).isEqualTo("less false alarm");
    assertThat(alias.getDecidedAt()).isEqualTo(1_795_521_600_000_000L);
  }

  @Test
  void rollbackGoesToTheChampionBeforeAndUnpinKeepsItButFreesIt() {
    assertThat(run("rollback", Records.TASK)).isZero();
    assertThat(alias().getChampion()).isEqualTo(2);
    assertThat(alias().getPinned()).isTrue();
    assertThat(run("unpin", Records.TASK)).isZero();
    assertThat(alias().getChampion()).isEqualTo(2);
    assertThat(alias().getPinned()).isFalse();
  }

  @Test
  void pauseAndResumeAreWrittenWithWhoAndWhy() {
    assertThat(run("pause", Records.TASK, "--by", "mira", "--reason", "bad labels")).isZero();
    assertThat(cli.out()).contains("millrace models resume sms-spam");
    assertThat(run("resume", Records.TASK)).isZero();
    List<TrainingControl> controls = new ArrayList<>();
    new TopicReader(cluster.kafka())
        .read(
            TestCluster.TOPICS.trainingControls(),
            record ->
                new Decoding(new AvroCodec())
                    .as(TrainingControl.class, record)
                    .ifPresent(controls::add));
    assertThat(controls).extracting(TrainingControl::getPaused).containsExactly(true, false);
    assertThat(controls.get(0).getDecidedBy()).isEqualTo("mira");
    assertThat(controls.get(0).getReason()).isEqualTo("bad labels");
    assertThat(run("pause", "sms-ham")).isEqualTo(1);
    assertThat(cli.err()).contains("known tasks: sms-spam");
  }

  @Test
  void versionThatIsNotKeptIsRefusedAndNoAliasMoves() {
    assertThat(run("promote", "sms-spam@1")).isEqualTo(1);
    assertThat(cli.err()).contains("version 1 of task sms-spam is not kept");
    assertThat(alias().getChampion()).isEqualTo(4);
  }

  @Test
  void unknownTaskNamesTheKnownOnes() {
    assertThat(run("show", "sms-ham@latest")).isEqualTo(1);
    assertThat(cli.err()).contains("known tasks: sms-spam");
  }

  @Test
  void misspeltVersionIsWrongUse() {
    assertThat(run("promote", "sms-spam@newest")).isEqualTo(2);
    assertThat(cli.err()).contains("task@latest");
  }
}
