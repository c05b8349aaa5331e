package dev.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.FeedFormat;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages over real WebSockets; Kafka's acknowledgements are given by hand. */
class SocketTest {

  private static final String TOKEN = "0123456789abcdef-test";
  private static final String[] BEARER = {"Authorization", "Bearer " + TOKEN};

  /** Room for three messages of 400 bytes. */
  private static final HttpLimits SMALL = new HttpLimits(1000, 3, 8, 2, 1500);

  @TempDir Path folder;
  private MockProducer<byte[], byte[]> kafka;
  private HttpGateway gateway;
  private int port;

  private void start(boolean acknowledges, HttpLimits limits, RateLimits rates, String... origins)
      throws Exception {
    kafka =
        new MockProducer<>(
            acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
    Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN + "\n");
    gateway =
        new HttpGateway(
            List.of(
                HttpFeeds.of("imu", FeedFormat.TOPIC_SENSOR),
                HttpFeeds.of("notes", FeedFormat.TOPIC_TEXT),
                HttpFeeds.of("camera", FeedFormat.TOPIC_IMAGE)),
            kafka,
            Topics.DEFAULT,
            new HttpGateway.Access(Tokens.read(tokens), rates, Set.of(origins)),
            limits);
    port = gateway.start(new HttpGateway.Address("127.0.0.1", 0));
  }

  private void start() throws Exception {
    start(true, HttpLimits.DEFAULT, RateLimits.NONE);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private SocketClient open(String feed) {
    return new SocketClient(port, "/feeds/" + feed, BEARER);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Test
  void answerNamesTheMessageByItsNumberAndByTheSendersOwnId() throws Exception {
    start();
    try (SocketClient client = open("imu/events")) {
      client.text("{\"eventId\":\"a\",\"sourceId\":\"car\",\"ax\":1}");
      client.text("Message-Id: m-17\nSource-Id: bus\n\n[{\"eventId\":\"b\",\"ax\":2},{\"ax\":3}]");
      JsonNode one = client.answer();
      assertThat(one.get("message").asInt()).isEqualTo(1);
      assertThat(one.get("status").asInt()).isEqualTo(202);
      assertThat(one.at("/accepted/0/eventId").asText()).isEqualTo("a");
      assertThat(one.has("messageId")).isFalse();
      JsonNode two = client.answer();
      assertThat(two.get("message").asInt()).isEqualTo(2);
      assertThat(two.get("messageId").asText()).isEqualTo("m-17");
      assertThat(two.at("/accepted/1/eventId").asText()).startsWith("millrace.raw.imu-");
    }
    assertThat(kafka.history())
        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
        .containsExactly("car", "bus", "bus");
  }

  @Test
  void pictureComesBinaryBehindItsHead() throws Exception {
    start();
    byte[] picture = {(byte) 0xFF, (byte) 0xD8, 10, 10, 13, 10};
    try (SocketClient client = open("camera/events")) {
      client.binary("Message-Id: 1\r\nEvent-Id: f1\r\nContent-Type: image/png\r\n\r\n", picture);
      assertThat(client.answer().get("status").asInt()).isEqualTo(202);
    }
    ProducerRecord<byte[], byte[]> record = kafka.history().get(0);
    assertThat(record.value()).isEqualTo(picture);
    assertThat(header(record, "event-id")).isEqualTo("f1");
    assertThat(header(record, "content-type")).isEqualTo("image/png");
  }

  @Test
  void labelsAndPiecesAreTakenAsInPosts() throws Exception {
    start();
    try (SocketClient client = open("notes/labels")) {
      client.pieces("{\"eventId\":\"n-1\",", "\"task\":\"t\",\"class\":\"größer\"}");
      assertThat(client.answer().at("/accepted/0/eventId").asText()).isEqualTo("n-1");
    }
    ProducerRecord<byte[], byte[]> record = kafka.history().get(0);
    assertThat(record.topic()).isEqualTo("millrace.raw.labels");
    assertThat(header(record, "feed")).isEqualTo("notes");
    assertThat(new String(record.value(), StandardCharsets.UTF_8)).contains("größer");
  }

  @Test
  void messageThatIsNotTakenIsToldAndTheNextIsTaken() throws Exception {
    start();
    try (SocketClient client = open("imu/events")) {
      client.text("no head");
      client.text("Message-Id: x\nwrong line\n\n{}");
      client.text("Content-Type: image/png\n\n{}");
      client.text("{\"ax\":");
      client.text("{\"ax\":1}");
      assertThat(client.answer().get("error").asText()).contains("no empty line behind its head");
      assertThat(client.answer().get("value").asText()).isEqualTo("wrong line");
      assertThat(client.answer().get("status").asInt()).isEqualTo(415);
      JsonNode broken = client.answer();
      assertThat(broken.get("status").asInt()).isEqualTo(400);
      assertThat(broken.get("message").asInt()).isEqualTo(4);
      assertThat(broken.get("remedy").asText()).isNotEmpty();
      assertThat(client.answer().get("status").asInt()).isEqualTo(202);
    }
    assertThat(kafka.history()).hasSize(1);
  }

  @Test
  void whoHasNoTokenOrComesFromAnotherPageIsNotHeard() throws Exception {
    start(true, HttpLimits.DEFAULT, RateLimits.NONE, "https://fleet.example");
    assertThat(status("/feeds/imu/events")).isEqualTo(401);
    assertThat(status("/feeds/gps/events", BEARER)).isEqualTo(404);
    assertThat(status("/feeds/imu/events", BEARER[0], BEARER[1], "Origin", "https://evil.example"))
        .isEqualTo(403);
    try (SocketClient page =
        new SocketClient(
            port, "/feeds/imu/events", BEARER[0], BEARER[1], "Origin", "https://fleet.example")) {
      page.text("{\"ax\":1}");
      assertThat(page.answer().get("status").asInt()).isEqualTo(202);
    }
  }

  private int status(String path, String... headers) {
    Throwable thrown = catchThrowable(() -> new SocketClient(port, path, headers));
    assertThat(thrown).as(path).hasCauseInstanceOf(WebSocketHandshakeException.class);
    return ((WebSocketHandshakeException) thrown.getCause()).getResponse().statusCode();
  }

  @Test
  void messageThatIsTooLargeClosesWithTheReason() throws Exception {
    start(true, SMALL, RateLimits.NONE);
    try (SocketClient client = open("notes/events")) {
      client.text("Content-Type: text/plain\n\n" + "x".repeat(1001));
      assertThat(client.closedWith())
          .isEqualTo("1009 a message has at most 1000 bytes; send several smaller ones");
    }
    assertThat(kafka.history()).isEmpty();
  }

  @Test
  void largeMessageWaitsForTheRoomOfTheLargest() throws Exception {
    int most = 4 * SocketSession.SMALL_BYTES;
    start(false, new HttpLimits(most, 3, 8, 4, most + 100), RateLimits.NONE);
    String large = "Content-Type: text/plain\n\n" + "y".repeat(3 * SocketSession.SMALL_BYTES);
    try (SocketClient one = open("notes/events");
        SocketClient two = open("notes/events")) {
      one.text(large);
      two.text(large);
      await().until(() -> kafka.history().size() == 1);
      assertThat(kafka.completeNext()).isTrue();
      await().until(() -> kafka.history().size() == 2);
      assertThat(kafka.completeNext()).isTrue();
      assertThat(one.answer().get("status").asInt()).isEqualTo(202);
      assertThat(two.answer().get("status").asInt()).isEqualTo(202);
    }
  }

  @Test
  void slowKafkaHoldsTheSenderBack() throws Exception {
    start(false, SMALL, RateLimits.NONE);
    int messages = 60;
    try (SocketClient client = open("notes/events")) {
      for (int i = 0; i < messages; i++) {
        client.text("Content-Type: text/plain\nMessage-Id: " + i + "\n\n" + "x".repeat(360));
      }
      Set<String> answered = new TreeSet<>();
      for (int done = 0; done < messages; done++) {
        int from = done;
        await().until(() -> kafka.history().size() > from);
        assertThat(kafka.history().size() - done)
            .as("messages that Kafka has not acknowledged")
            .isLessThanOrEqualTo(3);
        assertThat(kafka.completeNext()).isTrue();
        answered.add(client.answer().get("messageId").asText());
      }
      assertThat(answered).hasSize(messages);
    }
  }

  @Test
  void messageThatKafkaRefusesIsAnsweredSo() throws Exception {
    start(false, SMALL, RateLimits.NONE);
    try (SocketClient client = open("imu/events")) {
      client.text("{\"ax\":1}");
      await().until(() -> kafka.history().size() == 1);
      kafka.errorNext(new NotEnoughReplicasException("one of two"));
      JsonNode answer = client.answer();
      assertThat(answer.get("status").asInt()).isEqualTo(503);
      assertThat(answer.at("/refused/0/remedy").asText()).contains("send it again");
    }
  }

  @Test
  void senderAboveTheRateOfItsTokenIsSlowedAndLosesNothing() throws Exception {
    start(true, HttpLimits.DEFAULT, new RateLimits(40, RateLimits.ANY));
    try (SocketClient client = open("imu/events")) {
      IntStream.range(0, 80).forEach(i -> client.text("{\"eventId\":\"e" + i + "\",\"ax\":1}"));
      for (int i = 0; i < 80; i++) {
        assertThat(client.answer().get("status").asInt()).isEqualTo(202);
      }
    }
    assertThat(kafka.history()).hasSize(80);
  }

  @Test
  void sourceAboveItsRateIsRefusedAndOthersPass() throws Exception {
    start(true, HttpLimits.DEFAULT, new RateLimits(RateLimits.ANY, 0.001));
    try (SocketClient client = open("imu/events")) {
      client.text("[{\"sourceId\":\"car\"},{\"sourceId\":\"car\"},{\"sourceId\":\"bus\"}]");
      JsonNode answer = client.answer();
      assertThat(answer.get("status").asInt()).isEqualTo(207);
      assertThat(answer.get("accepted")).hasSize(2);
      assertThat(answer.at("/refused/0/line").asInt()).isEqualTo(2);
      assertThat(answer.at("/refused/0/value").asText()).isEqualTo("car");
      assertThat(answer.get("retryAfter").asInt()).isGreaterThan(900);
    }
  }

  @Test
  void oneSocketTooManyIsToldToComeLater() throws Exception {
    start(true, SMALL, RateLimits.NONE);
    List<SocketClient> open = new ArrayList<>();
    for (int i = 0; i < SMALL.sockets(); i++) {
      open.add(open("imu/events"));
      open.get(i).text("{}");
      open.get(i).answer();
    }
    try (SocketClient late = open("imu/events")) {
      assertThat(late.closedWith()).startsWith("1013 as many sockets are open");
    }
    open.forEach(SocketClient::close);
  }

  @Test
  void stopAnswersWhatIsUnderWayAndSaysGoodbye() throws Exception {
    start(false, SMALL, RateLimits.NONE);
    try (SocketClient client = open("imu/events")) {
      client.text("{\"eventId\":\"a\"}");
      await().until(() -> kafka.history().size() == 1);
      Thread stopping = new Thread(gateway::close);
      stopping.start();
      await().until(() -> kafka.completeNext() || !client.answers.isEmpty());
      assertThat(client.answer().at("/accepted/0/eventId").asText()).isEqualTo("a");
      assertThat(client.closedWith()).startsWith("1001 the gateway stops");
      stopping.join();
    }
  }
}
