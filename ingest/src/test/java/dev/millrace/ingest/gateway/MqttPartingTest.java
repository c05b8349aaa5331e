package dev.millrace.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.FeedFailure;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.MqttSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What a gateway does when its broker parts for good. */
class MqttPartingTest {

  private static CompletableFuture<FeedCounts> run(ScriptedBroker broker) {
    MqttSpec spec =
        new MqttSpec(
            "127.0.0.1",
            broker.port(),
            null,
            null,
            List.of("a"),
            null,
            new MqttSpec.Content("application/json", List.of()),
            new MqttSpec.Session("the-client", Duration.ofDays(1), 1));
    // Kafka never answers, so what was delivered stays under way.
    MockProducer<byte[], byte[]> kafka =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    RawOutlet outlet = new RawOutlet(kafka, Topics.DEFAULT, Map.of());
    return MqttGateway.open("imu", spec, 1 << 20).into(outlet).start();
  }

  @Test
  void clientThatIsThrownOutByAnotherDoesNotThrowItOutInTurn() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(0xE0, 1, 0x8E)) {
      CompletableFuture<FeedCounts> end = run(broker);
      assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(FeedFailure.class)
          .hasMessageContaining("clientId 'the-client'")
          .hasMessageContaining("give each its own clientId");
      assertThat(broker.connections()).isEqualTo(1);
    }
  }

  @Test
  void brokerThatSendsMoreThanItMaySaysWhatToRaise() throws Exception {
    int[] twoMessages = {
      0x32, 7, 0, 1, 'a', 0, 1, 0, '1', 0x32, 7, 0, 1, 'a', 0, 2, 0, '2',
    };
    try (ScriptedBroker broker = new ScriptedBroker(twoMessages)) {
      CompletableFuture<FeedCounts> end = run(broker);
      assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
          .hasMessageContaining("receiveMaximum of 1")
          .hasMessageContaining("max_inflight_messages");
      assertThat(broker.connections()).isEqualTo(1);
    }
  }
}
