package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.deploy.Records;
import dev.millrace.deploy.TestCluster;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadingCommandsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RAW = TestCluster.TOPICS.raw(TestCluster.FEED);

  @TempDir static Path folder;
  private static TestCluster cluster;

  private final Cli cli = new Cli(folder.resolve("home"));

  @BeforeAll
  static void start() {
    cluster = new TestCluster(folder.resolve("run"));
    String predictions = TestCluster.TOPICS.predictions();
    cluster.write(predictions, 0, "phone", Records.spam("first", 1, 0));
    cluster.write(predictions, 1, "phone", Records.spam("second", 2, 3));
    cluster.write(predictions, 0, "m", Records.end(Origins.inference(Records.TASK), Map.of()));
    String letters = TestCluster.TOPICS.deadLetters();
    cluster.write(
        letters,
        1,
        "phone",
        Records.letter(
            RAW, "ingest.decode", "MISSING_FIELD", Map.of("content-type", "text/csv"), "a,b"));
    cluster.write(
        letters,
        0,
        "phone",
        Records.letter(
            TestCluster.TOPICS.textEvents(), "inference.preprocess", "TOO_LONG", Map.of(), "x"));
    cluster.write(
        new ProducerRecord<>(
            RAW, 0, TestCluster.utf8("tab"), new byte[] {(byte) 0xFF, 0, (byte) 0xFE}));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--bootstrap-servers", cluster.kafka().bootstrapServers()));
    return cli.run(all.toArray(String[]::new));
  }

  @Test
  void topicsAreListedWithPartitionsAndOffsets() {
    assertThat(run("topics")).isZero();
    assertThat(cli.out()).containsPattern("millrace.predictions +2 +3");
    assertThat(cli.out()).doesNotContain("__transaction_state");
  }

  @Test
  void oneTopicIsReadAsJsonLinesWithItsMarkersAndBinaryAsBase64() throws Exception {
    assertThat(run("topics", "predictions")).isZero();
    List<JsonNode> lines = lines();
    assertThat(lines)
        .extracting(line -> line.at("/value/type").asText())
        .containsExactlyInAnyOrder("Prediction", "Prediction", "Marker");
    assertThat(run("topics", RAW)).isZero();
    assertThat(lines().get(0).get("value").asText()).isEqualTo("/wD+");
  }

  @Test
  void predictionsAreShownOldestFirstOverAllPartitions() {
    assertThat(run("predictions")).isZero();
    assertThat(cli.out().lines())
        .hasSize(3)
        .element(1)
        .asString()
        .startsWith("first")
        .contains("minilm@0", "spam 75.0%");
  }

  @Test
  void lastPredictionAsJsonKeepsEveryField() throws Exception {
    assertThat(run("predictions", "--json", "--last", "1")).isZero();
    JsonNode line = lines().get(0);
    assertThat(line.get("eventId").asText()).isEqualTo("second");
    assertThat(line.at("/output/type").asText()).isEqualTo("Classification");
    assertThat(line.at("/output/probabilities/1").asDouble()).isEqualTo(0.75);
  }

  @Test
  void predictionsOfAnotherTaskAreLeftOut() {
    assertThat(run("predictions", "--json", "--task", "other")).isZero();
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void deadLettersAreFilteredByStage() {
    assertThat(run("dead-letters", "--stage", "ingest")).isZero();
    assertThat(cli.out()).contains(RAW + "-0@7", "MISSING_FIELD", "add it").doesNotContain("LONG");
  }

  @Test
  void replaySendsIngestLettersToTheirRawTopicWithHeadersAndSaysWhatStays() {
    assertThat(run("dead-letters", "replay")).isZero();
    assertThat(cli.out()).contains("1 sent again, 1 left").contains("inference.preprocess");
    List<ConsumerRecord<byte[], byte[]>> sent = new ArrayList<>();
    new TopicReader(cluster.kafka())
        .read(
            RAW,
            record -> {
              if (record.headers().lastHeader(RawHeaders.REPLAYED) != null) {
                sent.add(record);
              }
            });
    assertThat(sent).hasSize(1);
    assertThat(new String(sent.get(0).value(), StandardCharsets.UTF_8)).isEqualTo("a,b");
    assertThat(new String(sent.get(0).key(), StandardCharsets.UTF_8)).isEqualTo("phone");
    assertThat(header(sent.get(0), "content-type")).isEqualTo("text/csv");
    assertThat(header(sent.get(0), RawHeaders.REPLAYED))
        .isEqualTo(TestCluster.TOPICS.deadLetters() + "-1-0");
  }

  @Test
  void runDirectoryServesInPlaceOfBootstrapServers() {
    assertThat(cli.run("topics", "--state", folder.resolve("run").toString())).isZero();
    assertThat(cli.out()).contains("millrace.predictions");
  }

  @Test
  void unknownTopicFailsAndNamesIt() {
    assertThat(run("topics", "predictoins")).isEqualTo(1);
    assertThat(cli.err()).contains("millrace.predictoins does not exist");
  }

  @Test
  void unknownOptionAndUnreadableConfigAreWrongUse() {
    assertThat(run("predictions", "--lats", "3")).isEqualTo(2);
    assertThat(cli.err()).contains("--last");
    assertThat(run("topics", "--kafka-config", "nowhere.properties")).isEqualTo(2);
    assertThat(cli.err()).contains("nowhere.properties cannot be read");
  }

  @Test
  void kafkaConfigReachesTheClients() throws Exception {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "security.protocol=NONSENSE\n");
    assertThat(run("topics", "--kafka-config", file.toString())).isEqualTo(1);
  }

  @Test
  void withoutARunTheWayOutIsNamed() {
    assertThat(cli.run("predictions")).isEqualTo(1);
    assertThat(cli.err()).contains("millrace run", "--bootstrap-servers");
  }

  private List<JsonNode> lines() throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : cli.out().lines().toList()) {
      nodes.add(JSON.readTree(line));
    }
    return nodes;
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
