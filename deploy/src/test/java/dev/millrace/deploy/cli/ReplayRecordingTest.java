package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.TestCluster;
import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.topology.IngestApp;
import dev.millrace.ingest.topology.IngestSettings;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of several topics through the command line, on a broker. */
final class ReplayRecordingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;

  /** Two rows of the same time, one without a value, and one in the time of a picture. */
  private static final String SPEED =
      """
      time,speed,gear
      2020-01-01T00:00:00Z,1.5,1
      2020-01-01T00:00:00.100Z,,2
      2020-01-01T00:00:00.100Z,2.25,2
      """;

  @TempDir private Path folder;
  private Path drive;

  @BeforeEach
  void writeADrive() throws Exception {
    drive = Files.createDirectories(folder.resolve("drive/cam"));
    for (int i = 0; i < 3; i++) {
      BufferedImage picture = new BufferedImage(8, 6 + i, BufferedImage.TYPE_INT_RGB);
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(picture, "png", png);
      Files.write(drive.resolve(i + ".png"), png.toByteArray());
    }
    Files.writeString(folder.resolve("speed.csv"), SPEED);
    Files.writeString(
        folder.resolve("notes.jsonl"), "{\"t\": \"2020-01-01T00:00:00.050Z\", \"text\": \"go\"}\n");
  }

  private Task task(String name, String feed, String more) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            task: %s
            feed: {name: %s, %s}
            bundle: minilm-l6-v2-int8
            decode: vector
            """
                .formatted(name, feed, more));
    return TaskFile.read(file);
  }

  private IngestApp ingest(KafkaAccess kafka, Topics topics, List<Task> tasks) throws Exception {
    IngestApp app =
        new IngestApp(
            new IngestSettings(
                kafka.bootstrapServers(),
                Map.of(),
                topics,
                folder.resolve("streams-" + topics.prefix()),
                1,
                Limits.DEFAULT),
            tasks,
            InstantSource.system());
    app.start();
    app.awaitRunning(PATIENCE);
    return app;
  }

  /** Events by id without the time of their record, once all feeds have ended. */
  private static Map<String, String> events(KafkaAccess kafka, int feeds) {
    AvroCodec codec = new AvroCodec();
    Map<String, String> events = new TreeMap<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              events.clear();
              Set<String> ended = new HashSet<>();
              for (String topic : kafka.topics().events()) {
                new TopicReader(kafka)
                    .read(
                        topic,
                        record ->
                            sort(decode(codec, record.value()), record.partition(), events, ended));
              }
              // A feed has ended when the marker of each of its parts has come in each partition.
              assertThat(ended).hasSize(feeds * PARTITIONS * PARTITIONS);
            });
    return events;
  }

  private static SpecificRecord decode(AvroCodec codec, byte[] value) {
    try {
      return codec.decode(value);
    } catch (UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }

  private static void sort(
      SpecificRecord value, int partition, Map<String, String> events, Set<String> ended) {
    if (value instanceof Marker marker) {
      if (marker.getEnd()) {
        ended.add(marker.getOrigin() + " part " + marker.getPart() + " in " + partition);
      }
    } else {
      ObjectNode event = RecordJson.of(value);
      event.remove("producedAt");
      events.put(event.get("eventId").asText(), event.toString());
    }
  }

  private static void createTopics(KafkaAccess kafka) {
    try (Admin admin = kafka.admin()) {
      TopicCreator.withBrokerDefaults(admin)
          .create(kafka.topics(), List.of("cam", "speed", "notes"));
    }
  }

  private void run(Cli cli, KafkaAccess kafka, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--bootstrap-servers",
            kafka.bootstrapServers(),
            "--topic-prefix",
            kafka.topics().prefix()));
    assertThat(cli.run(all.toArray(String[]::new))).as(cli::err).isZero();
  }

  @Test
  void replayRecordReplayGivesTheSameEvents() throws Exception {
    Cli cli = new Cli(folder.resolve("home"));
    List<Task> tasks =
        List.of(
            task("cams", "cam", "format: topic-image"),
            task("notes", "notes", "format: topic-text"));
    List<Task> withSpeed = new ArrayList<>(tasks);
    withSpeed.add(
        TaskFile.read(
            Files.writeString(
                folder.resolve("speed.yaml"),
                """
                task: speeds
                feed: {name: speed, format: topic-sensor}
                bundle: sensor-window
                window: {length: 2, channels: [speed]}
                decode: vector
                """)));
    String mcap = folder.resolve("incident.mcap").toString();
    String rawMcap = folder.resolve("raw.mcap").toString();
    try (TestCluster cluster = new TestCluster(folder.resolve("run"))) {
      KafkaAccess first = access(cluster, "first.");
      KafkaAccess second = access(cluster, "second.");
      KafkaAccess third = access(cluster, "third.");
      List.of(first, second, third).forEach(ReplayRecordingTest::createTopics);
      Map<String, String> recorded;
      try (IngestApp app = ingest(first, first.topics(), withSpeed)) {
        run(
            cli,
            first,
            "replay",
            drive.toString(),
            folder.resolve("speed.csv").toString(),
            folder.resolve("notes.jsonl").toString(),
            "--fps",
            "10",
            "--rate",
            "0",
            "--align");
        assertThat(cli.out()).contains("cam: 3 events", "speed: 3 events", "notes: 1 events");
        recorded = events(first, 3);
        assertThat(app.failure()).isEmpty();
      }
      assertThat(recorded).hasSize(7);
      run(cli, first, "record", "--out", mcap);
      assertThat(cli.out()).contains("millrace/events/cam: 3 messages");
      run(cli, first, "record", "--out", rawMcap, "--topics", "raw\\..*");
      try (IngestApp app = ingest(second, second.topics(), withSpeed)) {
        run(cli, second, "replay", mcap, "--rate", "0");
        assertThat(events(second, 3)).isEqualTo(recorded);
        assertThat(app.failure()).isEmpty();
      }
      try (IngestApp app = ingest(third, third.topics(), withSpeed)) {
        run(cli, third, "replay", rawMcap, "--rate", "0", "--exclude", ".*labels");
        assertThat(events(third, 3)).isEqualTo(recorded);
        assertThat(app.failure()).isEmpty();
      }
    }
  }

  @Test
  void recordThatFollowsHasAllThatCameBeforeItsEndWasAskedFor() throws Exception {
    Path live = folder.resolve("live.mcap");
    try (TestCluster cluster = new TestCluster(folder.resolve("run"))) {
      KafkaAccess kafka = access(cluster, "live.");
      createTopics(kafka);
      send(kafka, 0, 50);
      Cli recording = new Cli(folder.resolve("home"));
      CompletableFuture<Void> done =
          CompletableFuture.runAsync(
              () -> run(recording, kafka, "record", "--follow", "--out", live.toString()));
      Awaitility.await().until(() -> recording.err().contains("Ctrl-C ends"));
      send(kafka, 50, 100);
      recording.stop.request();
      done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(recording.out()).contains("millrace/events/notes: 100 messages");
    }
    Cli cli = new Cli(folder.resolve("home"));
    assertThat(cli.run("replay", "--info", live.toString())).isZero();
    assertThat(cli.out()).contains("messages  100");
  }

  private static void send(KafkaAccess kafka, int from, int until) {
    AvroCodec codec = new AvroCodec();
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      for (int i = from; i < until; i++) {
        TextMessage note =
            TextMessage.newBuilder()
                .setEventId("n" + i)
                .setSourceId("car")
                .setFeed("notes")
                .setEventTime(i)
                .setProducedAt(i)
                .setText("note " + i)
                .build();
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(kafka.topics().textEvents(), codec.encode(note)));
      }
    }
  }

  private static KafkaAccess access(TestCluster cluster, String prefix) {
    return new KafkaAccess(
        cluster.kafka().bootstrapServers(), Map.of(), new Topics(prefix, PARTITIONS));
  }

  @Test
  void pictureFolderWithoutARateIsWrongUseThatNamesTheOption() {
    Cli cli = new Cli(folder.resolve("home"));
    assertThat(cli.run("replay", drive.toString())).isEqualTo(2);
    assertThat(cli.err()).contains("--fps");
    assertThat(cli.run("replay", drive.toString(), "--info", "--fps", "10")).isZero();
    assertThat(cli.out()).contains("/cam", "messages  3");
  }

  @Test
  void wrongOptionsAreToldBeforeAnythingStarts() {
    Cli cli = new Cli(folder.resolve("home"));
    String speed = folder.resolve("speed.csv").toString();
    assertThat(cli.run("replay", speed, "--rate", "-1")).isEqualTo(2);
    assertThat(cli.err()).contains("--rate must be 0 (as fast as possible) or above");
    assertThat(cli.run("replay", speed, "--start", "soon")).isEqualTo(2);
    assertThat(cli.err()).contains("neither a duration such as 90s nor a time");
    assertThat(cli.run("replay", speed, "--topics", "/nothing")).isEqualTo(2);
    assertThat(cli.err()).contains("no topic is left to play", "/speed");
    assertThat(cli.run("replay", speed, "--map", "/sped=car")).isEqualTo(2);
    assertThat(cli.err()).contains("'/sped' is mapped to feed 'car' and is not played");
    assertThat(cli.run("replay", speed, "--read-ahead", "0")).isEqualTo(2);
    assertThat(cli.err()).contains("--read-ahead must be at least 1 MiB");
  }

  @Test
  void rateOfATableOfATaskIsRefusedSinceNothingHeedsIt() throws Exception {
    Path rows = Files.writeString(folder.resolve("rows.csv"), "text\nhi\n");
    task("texts", "texts", "format: csv, columns: {text: text}");
    Cli cli = new Cli(folder.resolve("home"));
    String task = folder.resolve("texts.yaml").toString();
    assertThat(cli.run("replay", rows.toString(), "--task", task, "--rate", "2")).isEqualTo(2);
    assertThat(cli.err()).contains("--rate", "no feed here is one");
  }
}
