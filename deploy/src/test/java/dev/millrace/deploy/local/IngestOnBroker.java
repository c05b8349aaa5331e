package dev.millrace.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.topology.IngestApp;
import dev.millrace.ingest.topology.IngestSettings;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.MarkerTracker;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.task.BundleSource;
import dev.millrace.schemas.task.DecodeSpec;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.ServeSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TimeSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingest against a real broker: partitions, transactions, restarts. Subclasses say which broker;
 * each test has topics of its own.
 */
abstract class IngestOnBroker {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SOURCES = 10;
  private static final String BUSY = "source-0";
  private static final int BACKLOG_MARKERS = 300;
  private static final int MARKER_EVERY = 64;

  /** Two fetches of a partition and the events between two markers, with room to spare. */
  private static final long MOST_BEHIND = 1_000;

  @TempDir Path folder;
  private final AvroCodec codec = new AvroCodec();

  abstract String bootstrapServers();

  @Test
  void markersReachEveryPartitionAndCountersSurviveRestarts() throws Exception {
    Topics topics = topics("four.", 4);
    try (IngestApp app = start(topics, "four")) {
      send(topics, 0, 200, false);
      assertThat(outcome(topics, 1))
          .containsEntry("events_in", 200L)
          .containsEntry("events_out", 200L);
      assertThat(app.failure()).isEmpty();
    }
    try (IngestApp app = start(topics, "four")) {
      send(topics, 150, 300, false);
      assertThat(outcome(topics, 2))
          .containsEntry("events_out", 300L)
          .containsEntry("duplicates", 50L);
      assertThat(app.isRunning()).isTrue();
    }
    // The local state is lost: what counts is on the broker.
    try (IngestApp app = start(topics, "elsewhere")) {
      send(topics, 300, 400, true);
      assertThat(outcome(topics, 3))
          .isEqualTo(
              Map.of("events_in", 450L, "events_out", 400L, "duplicates", 50L, "dead_letters", 0L));
      assertThat(app.isRunning()).isTrue();
    }
    eventsLieWhereKafkasOwnPartitionerPutsThem(topics);
  }

  @Test
  void onePartitionGivesTheSameCounters() throws Exception {
    Topics topics = topics("one.", 1);
    try (IngestApp app = start(topics, "one")) {
      send(topics, 0, 200, true);
      assertThat(outcome(topics, 1))
          .containsEntry("events_in", 200L)
          .containsEntry("events_out", 200L);
      assertThat(app.failure()).isEmpty();
    }
  }

  /**
   * All events of one source lie in one raw partition, and in the others nothing but markers: if
   * ingest came to those after the whole backlog, time would stand still for all who read on.
   */
  @Test
  void markersOfQuietPartitionsKeepUpWithTheBusyOne() throws Exception {
    Topics topics = topics("step.", 4);
    sendBacklog(topics);
    List<ConsumerRecord<byte[], byte[]>> records;
    try (IngestApp app = start(topics, "step", 1)) {
      records = read(topics, 4 * 4 * BACKLOG_MARKERS);
      assertThat(app.failure()).isEmpty();
    }
    MarkerTracker tracker = new MarkerTracker(Origins.feed("sms"));
    long events = 0;
    List<Long> behind = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.partition() != partitionOf(BUSY)) {
        continue;
      }
      if (AvroCodec.isMarker(record.value())) {
        tracker.accept(codec.decode(record.value(), Marker.class));
      } else {
        events++;
        behind.add(events - Math.max(0, tracker.reached()));
      }
    }
    assertThat(events).isEqualTo((BACKLOG_MARKERS - 1) * MARKER_EVERY);
    behind.sort(null);
    // The median, since the first fetches may hold the busy partition alone.
    assertThat(behind.get(behind.size() / 2))
        .as(
            "events that time lies back, from %d to %d",
            behind.get(0), behind.get(behind.size() - 1))
        .isLessThan(MOST_BEHIND);
  }

  private void sendBacklog(Topics topics) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      // Events lie before the marker that tells of them: who has read all markers has read them
      // too.
      for (int marker = 0; marker < BACKLOG_MARKERS; marker++) {
        long time = (long) marker * MARKER_EVERY;
        for (long event = Math.max(0, time - MARKER_EVERY); event < time; event++) {
          byte[] text = bytes("a text of usual length, number " + event + " of its source");
          sent.add(
              producer.send(
                  new ProducerRecord<>(topics.raw("sms"), partitionOf(BUSY), bytes(BUSY), text)));
        }
        for (int part = 0; part < 4; part++) {
          byte[] value =
              codec.encode(new Marker(Origins.feed("sms"), part, 4, time, false, Map.of()));
          sent.add(producer.send(new ProducerRecord<>(topics.raw("sms"), part, null, value)));
        }
      }
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    }
  }

  /** Kafka's own partitioner, on four partitions. */
  private static int partitionOf(String source) {
    return Utils.toPositive(Utils.murmur2(bytes(source))) % 4;
  }

  private Topics topics(String prefix, int partitions) {
    Topics topics = new Topics(prefix, partitions);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      TopicCreator.withBrokerDefaults(admin).create(topics, List.of("sms"));
    }
    return topics;
  }

  private IngestApp start(Topics topics, String state) throws InterruptedException {
    return start(topics, state, 2);
  }

  private IngestApp start(Topics topics, String state, int threads) throws InterruptedException {
    Feed feed =
        new Feed(
            "sms",
            List.of(),
            FeedFormat.TOPIC_TEXT,
            Feed.TableFormat.UNUSED,
            Feed.Columns.NONE,
            TimeSpec.COUNTED,
            null,
            LabelDelay.NONE,
            null);
    Task task =
        new Task(
            "spam",
            feed,
            List.of(),
            new BundleSource.BuiltIn("any"),
            null,
            new DecodeSpec.Classes(),
            null,
            ServeSpec.DEFAULT);
    IngestApp app =
        new IngestApp(
            new IngestSettings(
                bootstrapServers(),
                Map.of(),
                topics,
                folder.resolve(state),
                threads,
                Limits.DEFAULT),
            List.of(task),
            InstantSource.system());
    app.start();
    app.awaitRunning(PATIENCE);
    return app;
  }

  private void send(Topics topics, int from, int to, boolean end) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = from; i < to; i++) {
        ProducerRecord<byte[], byte[]> event =
            new ProducerRecord<>(
                topics.raw("sms"), bytes("source-" + i % SOURCES), bytes("text " + i));
        event.headers().add(RawHeaders.EVENT_ID, bytes("e" + i));
        sent.add(producer.send(event));
      }
      for (int part = 0; part < topics.partitions(); part++) {
        Marker marker =
            new Marker(Origins.feed("sms"), part, topics.partitions(), (long) to, end, Map.of());
        sent.add(
            producer.send(
                new ProducerRecord<>(topics.raw("sms"), part, null, codec.encode(marker))));
      }
      producer.flush();
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    }
  }

  /** Reads until every partition has the given number of markers of each part. */
  private Map<String, Long> outcome(Topics topics, int rounds) throws Exception {
    int parts = topics.partitions();
    Map<Integer, List<Marker>> markers = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(topics, rounds * parts * parts)) {
      if (AvroCodec.isMarker(record.value())) {
        markers
            .computeIfAbsent(record.partition(), p -> new ArrayList<>())
            .add(codec.decode(record.value(), Marker.class));
      }
    }
    Set<Map<String, Long>> counters = new HashSet<>();
    for (List<Marker> ofPartition : markers.values()) {
      MarkerTracker tracker = new MarkerTracker(Origins.feed("sms"));
      ofPartition.forEach(tracker::accept);
      assertThat(ofPartition).hasSize(rounds * parts);
      counters.add(new TreeMap<>(tracker.counters()));
    }
    assertThat(markers).hasSize(parts);
    assertThat(counters).hasSize(1);
    return counters.iterator().next();
  }

  private void eventsLieWhereKafkasOwnPartitionerPutsThem(Topics topics) throws Exception {
    for (ConsumerRecord<byte[], byte[]> record : read(topics, 3 * 4 * 4)) {
      SpecificRecord value = codec.decode(record.value());
      if (value instanceof TextMessage message) {
        assertThat(new String(record.key(), StandardCharsets.UTF_8))
            .isEqualTo(message.getSourceId());
        assertThat(record.partition())
            .isEqualTo(Utils.toPositive(Utils.murmur2(record.key())) % topics.partitions());
      }
    }
  }

  private List<Object> place(ConsumerRecord<byte[], byte[]> record) throws Exception {
    Marker marker = codec.decode(record.value(), Marker.class);
    return List.of(record.partition(), marker.getPart(), marker.getEventTime(), marker.getEnd());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(Topics topics, int markers) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Set<List<Object>> seen = new HashSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int p = 0; p < topics.partitions(); p++) {
        partitions.add(new TopicPartition(topics.textEvents(), p));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (markers > 0 && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          boolean marker = AvroCodec.isMarker(record.value());
          // Ingest repeats its newest markers after a while.
          if (!marker || seen.add(place(record))) {
            records.add(record);
            markers -= marker ? 1 : 0;
          }
        }
      }
    }
    return records;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
