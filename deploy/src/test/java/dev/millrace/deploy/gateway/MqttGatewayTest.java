package dev.millrace.deploy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.ingest.gateway.Gateway;
import dev.millrace.ingest.gateway.Gateways;
import dev.millrace.ingest.gateway.RawOutlet;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MQTT to events through Mosquitto, the gateway, Kafka and ingest. */
class MqttGatewayTest {

  @TempDir static Path brokerFolder;
  private static LocalBroker kafka;

  @TempDir Path folder;

  @BeforeAll
  static void startKafka() {
    kafka = LocalBroker.start(brokerFolder);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  private Task task(int port, String... keys) {
    String text =
        """
        task: imu
        feed:
          name: imu
          format: mqtt
          columns: {channels: [ax, ay]}
          mqtt:
            url: tcp://127.0.0.1:%d
            topics: ["fleet/+/imu"]
            source: fleet/{source}/imu
        %s
        window: {length: 2}
        bundle: sensor-window
        """
            .formatted(port, String.join("\n", keys));
    return TaskFile.parse(text, "imu.yaml", folder);
  }

  private static String reading(int i) {
    return "{\"ax\": " + i + ", \"ay\": 0.5}";
  }

  private static Set<String> ids(int from, int to) {
    return new TreeSet<>(IntStream.range(from, to).mapToObj(i -> "e" + i).toList());
  }

  private static Set<String> idsOf(List<SpecificRecord> events) {
    Set<String> ids = new TreeSet<>();
    events.forEach(event -> ids.add(((SensorReading) event).getEventId()));
    return ids;
  }

  private static CompletableFuture<FeedCounts> start(Task task, Ingested ingest, List<Inflow> all) {
    Inflow inflow =
        Gateways.open(task.feed()).orElseThrow().into(ingest.outlet(task.feed().name()));
    all.add(inflow);
    return inflow.start();
  }

  @Test
  void messagesOfQosOneBecomeEventsOfTheirDevices() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start(folder, "allow_anonymous true");
        MqttDevice device = new MqttDevice(mosquitto.port())) {
      Task task = task(mosquitto.port());
      try (Ingested ingest = Ingested.start(kafka, folder, "plain", List.of(task))) {
        List<Inflow> inflows = new ArrayList<>();
        CompletableFuture<FeedCounts> end = start(task, ingest, inflows);
        for (int i = 0; i < 100; i++) {
          device.publish("fleet/car-" + i % 5 + "/imu", "e" + i, reading(i));
        }
        device.publish("fleet/car-0/gps", "other", reading(0));
        // Sent twice, as a device does that has missed the acknowledgement.
        device.publish("fleet/car-1/imu", "e1", reading(1));
        device.publish("fleet/car-1/imu", "no JSON");
        List<SpecificRecord> events =
            ingest.read(ingest.topics().sensorEvents(), all -> all.size() >= 100);
        List<SpecificRecord> letters =
            ingest.read(ingest.topics().deadLetters(), all -> !all.isEmpty());
        inflows.get(0).stop();

        assertThat(end.get(30, TimeUnit.SECONDS).events()).isEqualTo(102);
        assertThat(events).hasSize(100);
        assertThat(idsOf(events)).isEqualTo(ids(0, 100));
        for (SpecificRecord event : events) {
          SensorReading reading = (SensorReading) event;
          int i = (int) (double) reading.getValues().get(0);
          assertThat(reading.getEventId()).isEqualTo("e" + i);
          assertThat(reading.getSourceId()).isEqualTo("car-" + i % 5);
          assertThat(reading.getAttributes()).containsEntry("topic", "fleet/car-" + i % 5 + "/imu");
        }
        assertThat(((DeadLetter) letters.get(0)).getError()).isEqualTo("BAD_JSON");
      }
    }
  }

  @Test
  void brokerThatRestartsIsFoundAgainAndNothingIsLost() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start(folder, "allow_anonymous true")) {
      Task task = task(mosquitto.port());
      try (Ingested ingest = Ingested.start(kafka, folder, "restart", List.of(task))) {
        List<Inflow> inflows = new ArrayList<>();
        CompletableFuture<FeedCounts> end = start(task, ingest, inflows);
        for (int round = 0; round < 3; round++) {
          try (MqttDevice device = new MqttDevice(mosquitto.port())) {
            for (int i = round * 100; i < round * 100 + 100; i++) {
              device.publish("fleet/car/imu", "e" + i, reading(i));
            }
          }
          // The first round's broker goes while messages are under way.
          mosquitto.stop();
          mosquitto.start();
        }
        List<SpecificRecord> events =
            ingest.read(ingest.topics().sensorEvents(), all -> all.size() >= 300);
        inflows.get(0).stop();
        assertThat(end.get(30, TimeUnit.SECONDS).events()).isGreaterThanOrEqualTo(300);
        assertThat(idsOf(events)).isEqualTo(ids(0, 300));
        assertThat(events).hasSize(300);
      }
    }
  }

  @Test
  void whatTheGatewayMissesIsKeptForIt() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start(folder, "allow_anonymous true");
        MqttDevice device = new MqttDevice(mosquitto.port())) {
      Task task = task(mosquitto.port());
      Gateways.open(task.feed()).orElseThrow().close();
      device.publish("fleet/car/imu", "while-away", reading(1));
      MockProducer<byte[], byte[]> producer = producer(true);
      runUntil(task, producer, 1);
      assertThat(producer.history()).hasSize(1);
    }
  }

  @Test
  void messageIsAcknowledgedOnlyWhenKafkaHasIt() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start(folder, "allow_anonymous true");
        MqttDevice device = new MqttDevice(mosquitto.port())) {
      Task task = task(mosquitto.port());
      MockProducer<byte[], byte[]> stuck = producer(false);
      Gateway first = Gateways.open(task.feed()).orElseThrow();
      Inflow inflow = first.into(new RawOutlet(stuck, Topics.DEFAULT, Map.of()));
      CompletableFuture<FeedCounts> unused = inflow.start();
      for (int i = 0; i < 3; i++) {
        device.publish("fleet/car/imu", "e" + i, reading(i));
      }
      Awaitility.await().until(() -> stuck.history().size() == 3);
      stuck.completeNext();
      first.close();

      MockProducer<byte[], byte[]> working = producer(true);
      runUntil(task, working, 2);
      assertThat(working.history())
          .extracting(sent -> new String(sent.value(), StandardCharsets.UTF_8))
          .containsExactly(reading(1), reading(2));
      inflow.stop();
    }
  }

  private static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
    return new MockProducer<>(
        acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void runUntil(Task task, MockProducer<byte[], byte[]> producer, int messages)
      throws Exception {
    Inflow inflow =
        Gateways.open(task.feed())
            .orElseThrow()
            .into(new RawOutlet(producer, Topics.DEFAULT, Map.of()));
    CompletableFuture<FeedCounts> end = inflow.start();
    Awaitility.await().until(() -> producer.history().size() >= messages);
    inflow.stop();
    end.get(30, TimeUnit.SECONDS);
  }

  @Test
  void twoClientsOfASharedSubscriptionDivideTheMessages() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start(folder, "allow_anonymous true");
        MqttDevice device = new MqttDevice(mosquitto.port())) {
      String shared = "    topics: [\"$share/gateways/fleet/#\"]\n    clientId: ";
      Task one = shared(mosquitto.port(), shared + "one");
      Task two = shared(mosquitto.port(), shared + "two");
      try (Ingested ingest = Ingested.start(kafka, folder, "shared", List.of(one))) {
        List<Inflow> inflows = new ArrayList<>();
        List<CompletableFuture<FeedCounts>> ends =
            List.of(start(one, ingest, inflows), start(two, ingest, inflows));
        for (int i = 0; i < 200; i++) {
          device.publish("fleet/car/imu", "e" + i, reading(i));
        }
        List<SpecificRecord> events =
            ingest.read(ingest.topics().sensorEvents(), all -> all.size() >= 200);
        inflows.forEach(Inflow::stop);
        assertThat(idsOf(events)).isEqualTo(ids(0, 200));
        long first = ends.get(0).get(30, TimeUnit.SECONDS).events();
        long second = ends.get(1).get(30, TimeUnit.SECONDS).events();
        assertThat(first).isPositive();
        assertThat(second).isPositive();
        assertThat(first + second).isEqualTo(200);
      }
    }
  }

  private Task shared(int port, String keys) {
    String text =
        """
        task: imu
        feed:
          name: imu
          format: mqtt
          mqtt:
            url: tcp://127.0.0.1:%d
        %s
        window: {length: 2, channels: [ax, ay]}
        bundle: sensor-window
        """
            .formatted(port, keys);
    return TaskFile.parse(text, "imu.yaml", folder);
  }

  @Test
  void wrongPasswordStopsTheStartAndIsNotShown() throws Exception {
    Path passwords = folder.resolve("passwords");
    Process made =
        new ProcessBuilder(
                Mosquitto.program("mosquitto_passwd").toString(),
                "-b",
                "-c",
                passwords.toString(),
                "millrace",
                "right-one")
            .start();
    assertThat(made.waitFor()).isZero();
    try (Mosquitto mosquitto =
        Mosquitto.start(folder, "allow_anonymous false", "password_file " + passwords)) {
      Path file = folder.resolve("login");
      Task task = task(mosquitto.port(), "    credentials: login");
      Files.writeString(file, "user=millrace\npassword=wrong-one\n");
      assertThatThrownBy(() -> Gateways.open(task.feed()))
          .isInstanceOf(UnusableSource.class)
          .hasMessageContaining("feed 'imu'")
          .hasMessageContaining("NOT_AUTHORIZED")
          .hasMessageContaining("'credentials'")
          .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("wrong-one"));
      Files.writeString(file, "user=millrace\npassword=right-one\n");
      Gateways.open(task.feed()).orElseThrow().close();
    }
  }

  @Test
  void brokerThatIsNotThereStopsTheStart() {
    Task task = task(1);
    assertThatThrownBy(() -> Gateways.open(task.feed()))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("127.0.0.1:1");
  }
}
