package dev.millrace.deploy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.http.HttpGateway;
import dev.millrace.ingest.http.Tokens;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets to events through Kafka and ingest. */
class SocketToKafkaTest {

  private static final String TASK =
      """
      task: imu
      feed: {name: imu, format: topic-sensor}
      window: {length: 2, channels: [ax]}
      bundle: sensor-window
      """;
  private static final Pattern ID = Pattern.compile("\"eventId\":\"(e\\d+)\"");

  @TempDir Path folder;

  /** Notes the ids of the events that were acknowledged. */
  private static final class Sender implements WebSocket.Listener {
    final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder answer = new StringBuilder();

    /** Sends one message behind another until the gateway goes. */
    void sendOn(WebSocket socket, int number) {
      String message = "{\"eventId\":\"e%d\",\"sourceId\":\"car\",\"ax\":%d}";
      CompletableFuture<?> unused =
          socket
              .sendText(message.formatted(number, number), true)
              .thenRunAsync(() -> sendOn(socket, number + 1));
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      answer.append(data);
      if (last) {
        Matcher ids = ID.matcher(answer);
        while (ids.find()) {
          acknowledged.add(ids.group(1));
        }
        answer.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(-1);
    }
  }

  @Test
  void nothingThatWasAcknowledgedIsLostWhenTheGatewayStopsInTheMiddle() throws Exception {
    Task task = TaskFile.parse(TASK, "imu.yaml", folder);
    Path tokens = folder.resolve("tokens");
    Tokens.makeIfAbsent(tokens);
    try (LocalBroker kafka = LocalBroker.start(folder.resolve("kafka"));
        Ingested ingest = Ingested.start(kafka, folder, "ws", List.of(task))) {
      Sender sender = new Sender();
      try (HttpGateway gateway =
          HttpGateway.create(
              List.of(task.feed()),
              ingest.kafka(),
              ingest.topics(),
              HttpGateway.Access.of(Tokens.read(tokens)),
              Claims.NONE)) {
        int port = gateway.start(new HttpGateway.Address("127.0.0.1", 0));
        WebSocket socket =
            HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + Files.readString(tokens).strip())
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/feeds/imu/events"), sender)
                .join();
        sender.sendOn(socket, 0);
        await().until(() -> sender.acknowledged.size() > 500);
      }
      await().until(sender.closed::isDone);
      assertThat(sender.closed.join()).isEqualTo(1001);
      Set<String> acknowledged = new TreeSet<>(sender.acknowledged);
      Set<String> seen = new TreeSet<>();
      ingest.read(
          ingest.topics().sensorEvents(),
          all -> {
            all.forEach(event -> seen.add(((SensorReading) event).getEventId()));
            return seen.containsAll(acknowledged);
          });
      assertThat(seen).containsAll(acknowledged);
    }
  }
}
