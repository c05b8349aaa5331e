package dev.millrace.deploy.dashboard;

import static dev.millrace.deploy.TestCluster.TOPICS;
import static dev.millrace.deploy.TestCluster.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.Dashboard;
import dev.millrace.dashboard.control.Token;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.deploy.Records;
import dev.millrace.deploy.TestCluster;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.topic.ModelLog;
import dev.millrace.schemas.topic.TopicReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One dashboard on a real broker: views, live events, control and their audit. */
final class DashboardTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] PNG = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
  };

  @TempDir static Path folder;
  private static TestCluster cluster;
  private static Dashboard dashboard;
  private static Page page;

  @BeforeAll
  static void start() {
    cluster = new TestCluster(folder.resolve("run"));
    dashboard = listen();
    dashboard.connect(cluster.kafka(), folder.resolve("state"));
    page = new Page(dashboard);
    for (long number = 0; number <= 4; number++) {
      String key = Topics.versionKey(Records.TASK, number);
      cluster.write(TOPICS.modelVersions(), 0, key, Records.version(number, 0.9));
    }
    cluster.write(TOPICS.modelAliases(), 0, Records.TASK, Records.alias(2));
    cluster.write(TOPICS.modelAliases(), 0, Records.TASK, Records.alias(4));
    page.awaitJson("api/status", status -> status.path("views").asText().equals("RUNNING"));
    page.awaitJson(
        "api/tasks/sms-spam/versions", versions -> versions.path("champion").asLong() == 4);
  }

  private static Dashboard listen() {
    return Dashboard.listen(
        new DashboardSettings(
            DashboardSettings.LOOPBACK, 0, Set.of("quiet"), new Token(Page.TOKEN)),
        InstantSource.system());
  }

  @AfterAll
  static void stop() {
    dashboard.close();
    cluster.close();
  }

  private static long micros() {
    return InstantSource.system().millis() * 1_000;
  }

  @Test
  void predictionsOfBothPartitionsAreOneCardAndReachThePageLive() throws Exception {
    List<String> live = page.listen("?task=sms-spam&class=spam&min=0.5");
    List<String> others = page.listen("?class=ham");
    for (int i = 0; i < 10; i++) {
      cluster.write(TOPICS.predictions(), i % 2, "phone", Records.spam("live-" + i, micros(), 4));
    }
    await().atMost(PATIENCE).until(() -> live.toString().contains("live-9"));
    assertThat(live).contains("event: prediction");
    assertThat(others.toString()).doesNotContain("live-");
    JsonNode tasks = page.awaitJson("api/tasks", all -> all.at("/1/predictions").asLong() >= 10);
    assertThat(tasks.at("/0/task").asText()).isEqualTo("quiet");
    assertThat(tasks.at("/1/task").asText()).isEqualTo(Records.TASK);
    assertThat(tasks.at("/1/champion").asLong()).isPositive();
    assertThat(page.json("api/tasks/sms-spam/series?span=5m").path("points")).isNotEmpty();
  }

  @Test
  void pageThatDoesNotReadHoldsUpNoOther() throws Exception {
    try (Socket stuck = new Socket()) {
      stuck.setReceiveBufferSize(4_096);
      stuck.connect(new InetSocketAddress("127.0.0.1", port()));
      stuck
          .getOutputStream()
          .write(
              ("GET /api/live HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      page.awaitJson("api/status", status -> status.path("clients").asLong() >= 1);
      List<String> live = page.listen("");
      int events = 20_000;
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        records.add(
            new ProducerRecord<>(
                TOPICS.predictions(),
                0,
                utf8("phone"),
                new AvroCodec().encode(Records.spam("flood-" + i, micros(), 4))));
      }
      cluster.writeAll(records);
      await().atMost(PATIENCE).until(() -> live.toString().contains("flood-" + (events - 1)));
    }
  }

  private static int port() {
    return URI.create(dashboard.url()).getPort();
  }

  @Test
  void promoteAndRollbackMoveTheAliasAndAreWrittenDown() throws Exception {
    HttpResponse<String> answer =
        page.order("promote", "{\"task\":\"sms-spam\",\"version\":3,\"reason\":\"calmer\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    ModelAlias alias = ModelLog.read(cluster.kafka()).alias(Records.TASK).orElseThrow();
    assertThat(alias.getChampion()).isEqualTo(3);
    assertThat(alias.getPinned()).isTrue();
    assertThat(alias.getReason()).isEqualTo("calmer");
    assertThat(page.order("rollback", "{\"task\":\"sms-spam\"}").statusCode()).isEqualTo(200);
    assertThat(ModelLog.read(cluster.kafka()).champion(Records.TASK)).isEqualTo(4);
    assertThat(page.order("unpin", "{\"task\":\"sms-spam\"}").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = page.order("promote", "{\"task\":\"sms-spam\",\"version\":77}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("version 77 of task sms-spam is not kept");
    JsonNode audit =
        page.awaitJson(
            "api/audit",
            all ->
                all.findValuesAsText("detail").toString().contains("version 77 of task sms-spam"));
    assertThat(audit.findValuesAsText("action")).contains("promote", "rollback", "unpin");
    JsonNode last = audit.get(0);
    assertThat(last.path("outcome").asText()).isEqualTo("refused");
    assertThat(last.path("arguments").path("version").asText()).isEqualTo("77");
    assertThat(last.path("person").asText()).isEqualTo("dashboard from 127.0.0.1");
  }

  @Test
  void pausedTaskIsShownAsSuch() throws Exception {
    assertThat(page.order("pause", "{\"task\":\"sms-spam\"}").statusCode()).isEqualTo(200);
    page.awaitJson("api/tasks", all -> all.at("/1/paused").asBoolean());
    assertThat(page.order("resume", "{\"task\":\"sms-spam\"}").statusCode()).isEqualTo(200);
    page.awaitJson("api/tasks", all -> !all.at("/1/paused").asBoolean());
  }

  @Test
  void letterIsShownWithItsBytesAndSentAgainToWhereItCameFrom() throws Exception {
    String raw = TOPICS.raw(TestCluster.FEED);
    cluster.write(
        TOPICS.deadLetters(),
        1,
        "phone",
        Records.letter(raw, "ingest.decode", "MISSING_FIELD", Map.of("x", "y"), "<script>"));
    JsonNode group = page.awaitJson("api/dead-letters", all -> all.size() > 0).get(0);
    long offset = group.at("/newest/0/offset").asLong();
    JsonNode letter = page.json("api/dead-letters/1/" + offset);
    assertThat(letter.path("text").asText()).isEqualTo("<script>");
    assertThat(letter.path("replayable").asBoolean()).isTrue();
    HttpResponse<String> answer =
        page.order("replay", "{\"group\":\"" + group.path("id").asText() + "\"}");
    assertThat(answer.body()).contains("1 sent again");
    List<String> sent = new ArrayList<>();
    new TopicReader(cluster.kafka())
        .read(
            raw,
            record ->
                sent.add(
                    new String(
                        record.headers().lastHeader(RawHeaders.REPLAYED).value(),
                        StandardCharsets.UTF_8)));
    assertThat(sent).containsExactly(TOPICS.deadLetters() + "-1-" + offset);
    assertThat(page.get("api/dead-letters/1/999").statusCode()).isEqualTo(404);
  }

  @Test
  void pictureOfAnEventIsServedAsWhatItIs() throws Exception {
    List<String> live = page.listen("");
    cluster.write(TOPICS.imageEvents(), 0, "camera", frame("pic/1", PNG));
    cluster.write(
        TOPICS.imageEvents(), 0, "camera", frame("script", utf8("<html>alert(1)</html>")));
    Prediction seen =
        Prediction.newBuilder(Records.spam("pic/1", micros(), 4))
            .setFused(Map.of("speed.speed", 8.25))
            .build();
    cluster.write(TOPICS.predictions(), 0, "camera", seen);
    await().atMost(PATIENCE).until(() -> live.toString().contains("pic/1"));
    String line = live.stream().filter(one -> one.contains("pic/1")).findFirst().orElseThrow();
    assertThat(line).contains("\"fused\":{\"speed.speed\":8.25}");
    String path = line.replaceAll(".*\"picture\":\"/([^\"]+)\".*", "$1");
    HttpResponse<String> picture = page.get(path);
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(picture.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.get("api/pictures/script").statusCode()).isEqualTo(404);
  }

  private static ImageFrame frame(String event, byte[] data) {
    return ImageFrame.newBuilder()
        .setEventId(event)
        .setSourceId("camera")
        .setFeed("camera")
        .setEventTime(0)
        .setProducedAt(0)
        .setAttributes(Map.of())
        .setEncoding("png")
        .setWidth(1)
        .setHeight(1)
        .setData(ByteBuffer.wrap(data))
        .build();
  }
}
