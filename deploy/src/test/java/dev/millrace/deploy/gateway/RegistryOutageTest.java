package dev.millrace.deploy.gateway;

import static dev.millrace.deploy.gateway.ForeignWriter.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.gateway.Gateways;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Avro in Confluent's wire format, and a registry that is away for a while. */
class RegistryOutageTest {

  private static final String SCHEMA =
      "{\"schema\": \"{\\\"type\\\": \\\"record\\\", \\\"name\\\": \\\"R\\\", \\\"fields\\\":"
          + " [{\\\"name\\\": \\\"ax\\\", \\\"type\\\": \\\"long\\\"}]}\"}";

  @TempDir Path folder;
  private final AtomicInteger asked = new AtomicInteger();

  /** Answers to questions for schemas; its first three answers are that it is not well. */
  private HttpServer registry() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          boolean question = path.startsWith("/schemas/ids/");
          int status = 200;
          if (question && asked.incrementAndGet() <= 3) {
            status = 503;
          } else if (question && !path.endsWith("/7")) {
            status = 404;
          }
          byte[] body = utf8(status == 200 && question ? SCHEMA : "{\"error_code\": 40403}");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static byte[] record(int schema, int value) {
    return new byte[] {0, 0, 0, 0, (byte) schema, (byte) (value * 2)};
  }

  @Test
  void recordsWaitForARegistryThatIsAwayAndAnUnknownSchemaIsADeadLetter() throws Exception {
    HttpServer registry = registry();
    try (LocalBroker kafka = LocalBroker.start(folder.resolve("kafka"));
        ForeignWriter others = new ForeignWriter(kafka)) {
      others.create("avro", 1);
      for (int i = 0; i < 5; i++) {
        others.write(new ProducerRecord<>("avro", null, record(i == 3 ? 9 : 7, i)));
      }
      Task task = task(registry.getAddress().getPort());
      try (Ingested ingest = Ingested.start(kafka, folder, "avro-run", List.of(task))) {
        Inflow inflow =
            Gateways.open(task.feed(), List.of(task), Claims.NONE)
                .orElseThrow()
                .into(ingest.outlet("imu"));
        CompletableFuture<FeedCounts> end = inflow.start();
        Awaitility.await().until(() -> asked.get() >= 2);
        assertThat(others.committed("millrace-imu")).isEmpty();
        List<SpecificRecord> events =
            ingest.read(ingest.topics().sensorEvents(), all -> all.size() >= 4);
        List<SpecificRecord> letters =
            ingest.read(ingest.topics().deadLetters(), all -> !all.isEmpty());
        inflow.stop();
        assertThat(end.get(30, TimeUnit.SECONDS).events()).isEqualTo(4);
        assertThat(events)
            .extracting(event -> ((SensorReading) event).getEventId())
            .containsExactly("avro-0-0", "avro-0-1", "avro-0-2", "avro-0-4");
        DeadLetter letter = (DeadLetter) letters.get(0);
        assertThat(letter.getReason()).contains("avro-0-3", "/schemas/ids/9");
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(record(9, 3)));
      }
    } finally {
      registry.stop(0);
    }
  }

  private Task task(int port) {
    String text =
        """
        task: imu
        feed:
          name: imu
          format: kafka
          columns: {channels: [ax]}
          kafka:
            topics: [avro]
            content: avro
            schemas: {registry: 'http://127.0.0.1:%d'}
        window: {length: 2}
        bundle: sensor-window
        """
            .formatted(port);
    return TaskFile.parse(text, "imu.yaml", folder);
  }
}
