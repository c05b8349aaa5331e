package dev.millrace.deploy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.http.HttpGateway;
import dev.millrace.ingest.http.Tokens;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Posts to events through Kafka and ingest. */
class HttpToEventsTest {

  private static final String TASK =
      """
      task: imu
      feed: {name: imu, format: topic-sensor}
      window: {length: 2, channels: [ax]}
      bundle: sensor-window
      """;

  @TempDir Path folder;

  @Test
  void batchesBecomeEventsAndOneThatIsSentAgainCountsOnce() throws Exception {
    Task task = TaskFile.parse(TASK, "imu.yaml", folder);
    Path tokens = folder.resolve("tokens");
    Tokens.makeIfAbsent(tokens);
    try (LocalBroker kafka = LocalBroker.start(folder.resolve("kafka"));
        Ingested ingest = Ingested.start(kafka, folder, "http", List.of(task));
        HttpGateway gateway =
            HttpGateway.create(
                List.of(task.feed()),
                ingest.kafka(),
                ingest.topics(),
                HttpGateway.Access.of(Tokens.read(tokens)),
                Claims.NONE)) {
      int port = gateway.start(new HttpGateway.Address("127.0.0.1", 0));
      StringBuilder lines = new StringBuilder();
      Set<String> ids = new TreeSet<>();
      for (int i = 0; i < 200; i++) {
        ids.add("e" + i);
        lines.append("{\"eventId\":\"e%d\",\"sourceId\":\"car\",\"ax\":%d}\n".formatted(i, i));
      }
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/feeds/imu/events"))
              .header("Authorization", "Bearer " + Files.readString(tokens).strip())
              .header("Content-Type", "application/x-ndjson")
              .POST(HttpRequest.BodyPublishers.ofString(lines.toString()))
              .build();
      HttpClient client = HttpClient.newHttpClient();
      for (int time = 0; time < 2; time++) {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      }
      HttpRequest last =
          HttpRequest.newBuilder(request, (name, value) -> !name.equals("Content-Type"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"sourceId\":\"car\",\"eventId\":\"z\",\"ax\":1}"))
              .build();
      client.send(last, HttpResponse.BodyHandlers.ofString());
      List<SpecificRecord> events =
          ingest.read(
              ingest.topics().sensorEvents(),
              all -> all.stream().anyMatch(HttpToEventsTest::isLast));
      Set<String> seen = new TreeSet<>();
      events.forEach(event -> seen.add(((SensorReading) event).getEventId()));
      ids.add("z");
      assertThat(seen).isEqualTo(ids);
      assertThat(events).hasSize(201);
    }
  }

  private static boolean isLast(SpecificRecord event) {
    return ((SensorReading) event).getEventId().equals("z");
  }
}
