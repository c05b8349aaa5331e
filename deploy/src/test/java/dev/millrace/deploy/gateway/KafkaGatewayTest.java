package dev.millrace.deploy.gateway;

import static dev.millrace.deploy.gateway.ForeignWriter.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.gateway.Gateways;
import dev.millrace.ingest.gateway.RawOutlet;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.FeedFailure;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics of others to events through the gateway, Kafka and ingest. */
class KafkaGatewayTest {

  @TempDir static Path brokerFolder;
  private static LocalBroker kafka;
  private static ForeignWriter others;

  @TempDir Path folder;

  @BeforeAll
  static void startKafka() {
    kafka = LocalBroker.start(brokerFolder);
    others = new ForeignWriter(kafka);
  }

  @AfterAll
  static void stopKafka() {
    others.close();
    kafka.close();
  }

  private Task sensor(String columns, String keys) {
    String text =
        """
        task: imu
        feed:
          name: imu
          format: kafka
          %s
          kafka: {%s}
        window: {length: 2, channels: [%s]}
        bundle: sensor-window
        """
            .formatted(columns, keys, columns.contains("m.ax") ? "m.ax" : "ax");
    return TaskFile.parse(text, "imu.yaml", folder);
  }

  private static CompletableFuture<FeedCounts> start(Task task, Inflow inflow) {
    assertThat(task.feed().gateway()).isNotNull();
    return inflow.start();
  }

  private static Inflow inflow(Task task, RawOutlet outlet) {
    return Gateways.open(task.feed(), List.of(task), Claims.NONE).orElseThrow().into(outlet);
  }

  private static Map<String, SensorReading> byId(List<SpecificRecord> events) {
    return events.stream()
        .map(SensorReading.class::cast)
        .collect(Collectors.toMap(SensorReading::getEventId, reading -> reading));
  }

  @Test
  void recordsOfEveryTopicThatMatchesBecomeEventsNamedByTheirPlace() throws Exception {
    others.create("fleet.one", 1);
    others.create("fleet.two", 2);
    others.create("other", 1);
    others.write("fleet.one", "car-1", "{\"m\": {\"ax\": 1.5}, \"note\": \"hard\"}");
    others.write("fleet.two", "car-2", "{\"m\": {\"ax\": 2.5}}");
    others.write("fleet.two", null, "{\"m\": {\"ax\": 3.5}}");
    others.write("fleet.one", "car-1", "{\"ax\": ");
    others.write("other", "car-1", "{\"m\": {\"ax\": 9}}");
    others.write(new ProducerRecord<>("fleet.one", utf8("car-1"), null));
    Task task = sensor("columns: {channels: [m.ax]}", "pattern: 'fleet\\..*', group: pattern");
    try (Ingested ingest = Ingested.start(kafka, folder, "pattern", List.of(task))) {
      Inflow inflow = inflow(task, ingest.outlet("imu"));
      CompletableFuture<FeedCounts> end = start(task, inflow);
      List<SpecificRecord> events =
          ingest.read(ingest.topics().sensorEvents(), all -> all.size() >= 3);
      List<SpecificRecord> letters =
          ingest.read(ingest.topics().deadLetters(), all -> !all.isEmpty());
      inflow.stop();

      FeedCounts counts = end.get(30, TimeUnit.SECONDS);
      assertThat(counts.events()).isEqualTo(3);
      assertThat(counts.malformed()).isEqualTo(1);
      assertThat(counts.skipped()).containsExactly(Map.entry("tombstone", 1L));
      SensorReading first = byId(events).get("fleet.one-0-0");
      assertThat(first.getSourceId()).isEqualTo("car-1");
      assertThat(first.getChannels()).containsExactly("m.ax");
      assertThat(first.getValues()).containsExactly(1.5);
      assertThat(first.getAttributes()).containsEntry("topic", "fleet.one");
      assertThat(events)
          .extracting(event -> ((SensorReading) event).getSourceId())
          .containsExactlyInAnyOrder("car-1", "car-2", "imu");
      DeadLetter letter = (DeadLetter) letters.get(0);
      assertThat(letter.getError()).isEqualTo("UNREADABLE_AT_SOURCE");
      assertThat(letter.getReason()).contains("fleet.one-0-1", "no JSON");
      assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(utf8("{\"ax\": ")));
    }
  }

  @Test
  void labelInAColumnGoesToTheLabelsAndNotIntoTheEvent() throws Exception {
    others.create("sms", 1);
    others.write(
        "sms",
        null,
        "{\"id\": \"a\", \"at\": \"2020-01-01T00:00:01Z\", \"body\": \"hi\","
            + " \"class\": \"ham\", \"from\": \"ann\"}");
    others.write(
        "sms",
        null,
        "{\"id\": \"b\", \"at\": \"2020-01-01T00:00:02Z\", \"body\": \"win\","
            + " \"from\": \"bob\"}");
    String text =
        """
        task: spam
        feed:
          name: sms
          format: kafka
          columns: {text: body, eventId: id, source: from}
          time: {column: at}
          label: {column: class}
          kafka: {topics: [sms]}
        classes: [ham, spam]
        train: {head: linear}
        bundle: minilm-l6-v2-int8
        """;
    Task task = TaskFile.parse(text, "sms.yaml", folder);
    try (Ingested ingest = Ingested.start(kafka, folder, "labels", List.of(task))) {
      Inflow inflow = inflow(task, ingest.outlet("sms"));
      CompletableFuture<FeedCounts> end = start(task, inflow);
      List<SpecificRecord> events =
          ingest.read(ingest.topics().textEvents(), all -> all.size() >= 2);
      List<SpecificRecord> labels = ingest.read(ingest.topics().labels(), all -> !all.isEmpty());
      inflow.stop();

      assertThat(end.get(30, TimeUnit.SECONDS).labels()).isEqualTo(1);
      TextMessage first = (TextMessage) events.get(0);
      assertThat(events)
          .extracting(event -> ((TextMessage) event).getSourceId())
          .containsExactlyInAnyOrder("ann", "bob");
      assertThat(events.toString()).doesNotContain("ham");
      assertThat(first.getText()).isIn("hi", "win");
      Label label = (Label) labels.get(0);
      assertThat(label.getEventId()).isEqualTo("a");
      assertThat(label.getTarget().toString()).contains("ham");
      assertThat(Instant.ofEpochMilli(label.getLabelTime() / 1000))
          .isEqualTo(Instant.parse("2020-01-01T00:00:01Z"));
    }
  }

  @Test
  void aGatewayThatDiesInTheMiddleLosesNothingAndDoublesNothing() throws Exception {
    others.create("crash", 3);
    for (int i = 0; i < 3000; i++) {
      others.send("crash", "car-" + i % 7, "{\"ax\": " + i + "}");
    }
    others.flush();
    Task task = sensor("columns: {channels: [ax]}", "topics: [crash], group: crash");
    try (Ingested ingest = Ingested.start(kafka, folder, "crash-run", List.of(task))) {
      for (int death : new int[] {1, 700, 1500}) {
        RawOutlet good = ingest.outlet("imu");
        RawOutlet dying = new RawOutlet(dying(good.producer(), death), good.topics(), good.kafka());
        CompletableFuture<FeedCounts> end = start(task, inflow(task, dying));
        assertThatThrownBy(() -> end.get(60, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(FeedFailure.class);
      }
      Inflow inflow = inflow(task, ingest.outlet("imu"));
      CompletableFuture<FeedCounts> end = start(task, inflow);
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> committed("crash") == 3000);
      // Of each car one more, behind all that may have been copied twice.
      for (int car = 0; car < 7; car++) {
        others.write("crash", "car-" + car, "{\"ax\": -1}");
      }
      List<SpecificRecord> events =
          ingest.read(
              ingest.topics().sensorEvents(),
              all -> all.stream().filter(event -> value(event) < 0).count() == 7);
      inflow.stop();
      assertThat(end.get(30, TimeUnit.SECONDS).events()).isPositive();
      assertThat(events).hasSize(3007);
      Set<Double> values = new TreeSet<>();
      events.forEach(event -> values.add(value(event)));
      assertThat(values).hasSize(3001);
    }
  }

  private static double value(SpecificRecord event) {
    return ((SensorReading) event).getValues().get(0);
  }

  private static long committed(String group) throws Exception {
    return others.committed(group).values().stream().mapToLong(place -> place.offset()).sum();
  }

  /** A producer that fails for good after so many records. */
  @SuppressWarnings("unchecked")
  private static Producer<byte[], byte[]> dying(Producer<byte[], byte[]> producer, int records) {
    AtomicInteger left = new AtomicInteger(records);
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            KafkaGatewayTest.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send") && left.getAndDecrement() <= 0) {
                throw new KafkaException("the machine is gone");
              }
              try {
                return method.invoke(producer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void rowsTextsAndWholeObjectsPassAndARecordWithoutRoomBecomesADeadLetter() throws Exception {
    others.create("rows", 1);
    others.write("rows", "car", "7.5,\"a,b\",e-1\n");
    others.write("rows", "car", "7.5");
    String fields = "content: csv, fields: [ax, note, id]";
    Task rows =
        sensor("columns: {channels: [ax], eventId: id}", "topics: [rows], group: rows, " + fields);
    assertThat(byId(copied(rows, "rows-run", 1, 1))).containsOnlyKeys("e-1");

    others.create("objects", 1);
    others.write("objects", "car", "{\"ax\": 1, \"ay\": 2, \"eventId\": \"mine\"}");
    others.write("objects", "car", "{\"ax\": 1, \"note\": \"" + "x".repeat(17 << 20) + "\"}");
    Task objects = sensor("", "topics: [objects], group: objects");
    List<SpecificRecord> events = copied(objects, "objects-run", 1, 1);
    assertThat(byId(events)).containsOnlyKeys("mine");
    assertThat(((SensorReading) events.get(0)).getChannels()).containsExactly("ax", "ay");
  }

  @Test
  void rawRecordsPassWithTheirHeaders() throws Exception {
    others.create("raw-ones", 1);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("raw-ones", utf8("car"), utf8("1.5,2"));
    record.headers().add("content-type", utf8("text/csv")).add("columns", utf8("ax,ay"));
    record.headers().add("attribute.lane", utf8("left"));
    others.write(record);
    Task task = sensor("", "topics: [raw-ones], group: raw-ones, content: raw, kind: sensor");
    SensorReading event = (SensorReading) copied(task, "raw-run", 1, 0).get(0);
    assertThat(event.getEventId()).isEqualTo("raw-ones-0-0");
    assertThat(event.getValues()).containsExactly(1.5, 2.0);
    assertThat(event.getAttributes()).containsEntry("lane", "left");
  }

  /** Copies until there are so many events and dead letters, and gives the events. */
  private List<SpecificRecord> copied(Task task, String run, int events, int letters)
      throws Exception {
    try (Ingested ingest = Ingested.start(kafka, folder, run, List.of(task))) {
      Inflow inflow = inflow(task, ingest.outlet("imu"));
      CompletableFuture<FeedCounts> end = start(task, inflow);
      List<SpecificRecord> read =
          ingest.read(ingest.topics().sensorEvents(), all -> all.size() >= events);
      List<SpecificRecord> dead =
          ingest.read(ingest.topics().deadLetters(), all -> all.size() >= letters);
      inflow.stop();
      end.get(30, TimeUnit.SECONDS);
      assertThat(dead).hasSize(letters);
      return read;
    }
  }

  @Test
  void anotherClusterThatIsNotThereOrLacksATopicStopsTheStart() {
    assertThatThrownBy(() -> open("topics: [a], bootstrapServers: 'localhost:1'"))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("feed 'imu'")
        .hasMessageContaining("localhost:1");
    String here = "bootstrapServers: '" + kafka.bootstrapServers() + "'";
    assertThatThrownBy(() -> open("topics: [nowhere], " + here))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("[nowhere]");
    assertThatThrownBy(() -> open("topics: [a], settings: none.properties, " + here))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("none.properties");
  }

  private void open(String keys) {
    Gateways.open(sensor("columns: {channels: [ax]}", keys).feed());
  }

  @Test
  void aFeedNeverReadsWhatItsOwnPipelineWrites() throws Exception {
    Task task = sensor("columns: {channels: [ax]}", "topics: [loop.raw.imu], group: loop");
    try (Ingested ingest = Ingested.start(kafka, folder, "loop", List.of(task))) {
      CompletableFuture<FeedCounts> end = start(task, inflow(task, ingest.outlet("imu")));
      assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(UnusableSource.class)
          .hasMessageContaining("loop.raw.imu");
    }
  }
}
