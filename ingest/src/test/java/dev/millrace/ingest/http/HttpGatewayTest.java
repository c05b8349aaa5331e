package dev.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.FeedFormat;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Posts over real HTTP; Kafka's acknowledgements are given by hand. */
class HttpGatewayTest {

  private static final String TOKEN = "0123456789abcdef-test";
  private static final HttpLimits LIMITS = new HttpLimits(1000, 3, 8, 2, 1500);
  private static final String JSON = "application/json";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private MockProducer<byte[], byte[]> kafka = producer(true);
  private HttpGateway gateway;
  private int port;
  private RateLimits rates = RateLimits.NONE;

  @BeforeEach
  void start() throws Exception {
    start(producer(true));
  }

  private void start(MockProducer<byte[], byte[]> producer) throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    kafka = producer;
    Path tokens = Files.writeString(folder.resolve("tokens"), "# of the fleet\n" + TOKEN + "\n");
    gateway =
        new HttpGateway(
            List.of(
                HttpFeeds.of("imu", FeedFormat.TOPIC_SENSOR),
                HttpFeeds.of("notes", FeedFormat.TOPIC_TEXT),
                HttpFeeds.of("camera", FeedFormat.TOPIC_IMAGE)),
            kafka,
            Topics.DEFAULT,
            new HttpGateway.Access(Tokens.read(tokens), rates, Set.of()),
            LIMITS);
    port = gateway.start(new HttpGateway.Address("127.0.0.1", 0));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
    return new MockProducer<>(
        acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private HttpRequest request(String path, String type, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", type)
            .POST(body);
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  private HttpResponse<String> post(String path, String type, String body, String... headers)
      throws Exception {
    return client.send(
        request(path, type, BodyPublishers.ofString(body), headers), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void headersOfAPostBecomeHeadersOfItsRecord() throws Exception {
    HttpResponse<String> response =
        post(
            "/feeds/notes/events",
            "text/plain; charset=utf-8",
            "all well",
            "Event-Id",
            "n-1",
            "Source-Id",
            "car",
            "Event-Time",
            "2026-01-31T10:00:00Z",
            "Attribute-Driver",
            "anna");
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).at("/accepted/0/eventId").asText()).isEqualTo("n-1");
    ProducerRecord<byte[], byte[]> record = kafka.history().get(0);
    assertThat(record.topic()).isEqualTo("millrace.raw.notes");
    assertThat(text(record.key())).isEqualTo("car");
    assertThat(text(record.value())).isEqualTo("all well");
    assertThat(header(record, "content-type")).isEqualTo("text/plain");
    assertThat(header(record, "event-id")).isEqualTo("n-1");
    assertThat(header(record, "source-id")).isEqualTo("car");
    assertThat(header(record, "event-time")).isEqualTo("2026-01-31T10:00:00Z");
    assertThat(header(record, "attribute.driver")).isEqualTo("anna");
  }

  @Test
  void batchNamesEachLineThatIsNotTakenAndTakesTheOthers() throws Exception {
    HttpResponse<String> response =
        post(
            "/feeds/imu/events",
            "application/x-ndjson",
            "{\"eventId\":\"a\",\"sourceId\":\"car\",\"ax\":1}\n\n{\"ax\":\n{\"ax\":3}\n");
    assertThat(response.statusCode()).isEqualTo(207);
    JsonNode answer = json(response);
    assertThat(answer.at("/accepted").toString())
        .isEqualTo(
            "[{\"line\":1,\"eventId\":\"a\"},{\"line\":4,\"eventId\":\"millrace.raw.imu-0-1\"}]");
    assertThat(answer.at("/refused/0/line").asInt()).isEqualTo(3);
    assertThat(answer.at("/refused/0/error").asText()).startsWith("no JSON");
    assertThat(answer.at("/refused/0/remedy").asText()).isNotEmpty();
    assertThat(kafka.history()).hasSize(2);
    assertThat(text(kafka.history().get(0).key())).isEqualTo("car");
    assertThat(text(kafka.history().get(1).key())).isEqualTo("imu");
  }

  @Test
  void arrayIsABatchToo() throws Exception {
    HttpResponse<String> response =
        post("/feeds/imu/events", JSON, "[{\"ax\":1.50,\"eventId\":\"a\"}, 7]");
    assertThat(response.statusCode()).isEqualTo(207);
    assertThat(json(response).at("/refused/0/line").asInt()).isEqualTo(2);
    assertThat(kafka.history()).hasSize(1);
  }

  @Test
  void labelsGoToTheirTopicUnderTheEventTheyAreAbout() throws Exception {
    HttpResponse<String> response =
        post(
            "/feeds/notes/labels", JSON, "{\"eventId\":\"n-1\",\"task\":\"t\",\"class\":\"good\"}");
    assertThat(response.statusCode()).isEqualTo(202);
    ProducerRecord<byte[], byte[]> record = kafka.history().get(0);
    assertThat(record.topic()).isEqualTo("millrace.raw.labels");
    assertThat(text(record.key())).isEqualTo("n-1");
    assertThat(header(record, "feed")).isEqualTo("notes");
    assertThat(header(record, "event-id")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/feeds/gps/events | application/json | {} | 404 | feed",
        "/other | application/json | {} | 404 | path",
        "/feeds/imu/events | image/png | x | 415 | Content-Type",
        "/feeds/camera/events | application/json | {} | 415 | Content-Type",
        "/feeds/imu/events | application/json | {\"a\": | 400 | body",
        "/feeds/imu/events | application/json | 5 | 400 | body",
        "/feeds/imu/events | application/json | '' | 400 | body",
        "/feeds/imu/events | application/json | [{},{},{},{}] | 413 | body",
        "/feeds/imu/labels | application/json | {\"task\": \"t\"} | 400 | eventId",
      })
  void whatCannotBeTakenIsToldWithItsField(
      String path, String type, String body, int status, String field) throws Exception {
    HttpResponse<String> response = post(path, type, body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains(JSON);
    JsonNode answer = json(response);
    assertThat(answer.at("/field").asText()).isEqualTo(field);
    assertThat(answer.at("/remedy").asText()).isNotEmpty();
    assertThat(kafka.history()).isEmpty();
  }

  @Test
  void oneIdForABatchIsRefused() throws Exception {
    HttpResponse<String> response =
        post("/feeds/imu/events", JSON, "[{\"ax\":1}]", "Event-Id", "same");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/field").asText()).isEqualTo("Event-Id");
  }

  @Test
  void bodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() throws Exception {
    String large = "x".repeat(LIMITS.requestBytes() + 1);
    assertThat(post("/feeds/notes/events", "text/plain", large).statusCode()).isEqualTo(413);
    BodyPublisher chunked =
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));
    HttpResponse<String> response =
        client.send(request("/feeds/notes/events", "text/plain", chunked), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(kafka.history()).isEmpty();
    String fits = "x".repeat(LIMITS.requestBytes());
    assertThat(post("/feeds/notes/events", "text/plain", fits).statusCode()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({"Bearer wrong-0123456789abcdef", "Bearer", "0123456789abcdef-test", "''"})
  void whoHasNoTokenIsNotHeard(String authorization) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/feeds/notes/events"))
            .header("Authorization", authorization)
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("hello"))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(response.body()).contains("token file").doesNotContain("wrong-0123");
    assertThat(kafka.history()).isEmpty();
  }

  @Test
  void answerWaitsForKafkaAndSendersAreHeldBackMeanwhile() throws Exception {
    start(producer(false));
    String body = "x".repeat(800);
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(
            request("/feeds/notes/events", "text/plain", BodyPublishers.ofString(body)),
            BodyHandlers.ofString());
    Awaitility.await().until(() -> kafka.history().size() == 1);
    HttpResponse<String> second = post("/feeds/notes/events", "text/plain", body);
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    assertThat(first).isNotDone();
    kafka.completeNext();
    assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    CompletableFuture<HttpResponse<String>> again =
        client.sendAsync(
            request("/feeds/notes/events", "text/plain", BodyPublishers.ofString(body)),
            BodyHandlers.ofString());
    Awaitility.await().until(() -> kafka.history().size() == 2);
    kafka.errorNext(new NotEnoughReplicasException("one of two"));
    HttpResponse<String> failed = again.get(30, TimeUnit.SECONDS);
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(json(failed).at("/refused/0/remedy").asText()).contains("send it again");
  }

  @Test
  void postsOfManySendersAreEachAnsweredOnce() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(
          client.sendAsync(
              request(
                  "/feeds/imu/events",
                  JSON,
                  BodyPublishers.ofString("{\"ax\":1,\"eventId\":\"e" + i + "\"}")),
              BodyHandlers.ofString()));
    }
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> answer = answers.get(i).get(30, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(json(answer).at("/accepted/0/eventId").asText()).isEqualTo("e" + i);
    }
    assertThat(kafka.history()).hasSize(50);
  }

  @Test
  void tokenAboveItsRateIsToldWhenToComeAgain() throws Exception {
    rates = new RateLimits(0.01, RateLimits.ANY);
    start(producer(true));
    assertThat(post("/feeds/imu/events", JSON, "{\"ax\":1}").statusCode()).isEqualTo(202);
    HttpResponse<String> second = post("/feeds/imu/events", JSON, "{\"ax\":1}");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(json(second).at("/error").asText()).contains("more events a second");
    assertThat(Long.parseLong(second.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(90L, 100L);
    assertThat(kafka.history()).hasSize(1);
  }

  @Test
  void pathThatIsAskedForWithoutAnUpgradeSaysWhatItIs() throws Exception {
    HttpRequest get =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/feeds/imu/events"))
            .header("Authorization", "Bearer " + TOKEN)
            .build();
    HttpResponse<String> response = client.send(get, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(426);
    assertThat(json(response).at("/error").asText()).contains("WebSocket");
  }
}
