package dev.millrace.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Order and markers of what a feeder writes; the broker itself is tested in deploy. */
class FeederTest {

  private static final AvroCodec CODEC = new AvroCodec();
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final int PARTITIONS = 3;

  @TempDir Path folder;

  @Test
  void noLabelReachesTheEvents() throws IOException {
    Path file = write("text,label\nhello,SECRET-1\n\"a\",\"b\"c,SECRET-2\nbye,SECRET-3\n");
    Task task = TestFeeds.learner("t", textFeed(LabelDelay.NONE), List.of());

    List<ProducerRecord<byte[], byte[]>> events = of(feed(file, task), "millrace.raw.texts");

    List<ProducerRecord<byte[], byte[]>> read =
        events.stream()
            .filter(r -> !header(r, RawHeaders.CONTENT_TYPE).equals(RawHeaders.AVRO))
            .toList();
    assertThat(read).hasSize(3);
    assertThat(read)
        .filteredOn(r -> !header(r, RawHeaders.CONTENT_TYPE).equals(RawHeaders.UNREADABLE))
        .allMatch(r -> !everything(r).contains("SECRET"))
        .hasSize(2);
  }

  @Test
  void aBrokenRowIsSentAsItLiesWithItsReason() throws IOException {
    Path file = write("text,label\nhello,ham\nno label here\nbye,spam\n");
    Task task = TestFeeds.learner("t", textFeed(LabelDelay.NONE), List.of());

    ProducerRecord<byte[], byte[]> broken =
        of(feed(file, task), "millrace.raw.texts").stream()
            .filter(r -> header(r, RawHeaders.CONTENT_TYPE).equals(RawHeaders.UNREADABLE))
            .findFirst()
            .orElseThrow();

    assertThat(broken.value()).asString(UTF_8).isEqualTo("no label here");
    assertThat(header(broken, RawHeaders.SOURCE_ERROR))
        .isEqualTo("feed.csv line 3: the row has 1 values instead of 2");
    assertThat(header(broken, RawHeaders.SEQUENCE)).isEqualTo("1");
  }

  @Test
  void everyPartitionOfBothTopicsBeginsAndEndsWithAMarker() throws IOException {
    Path file = write(texts(200));
    Task task = TestFeeds.learner("t", textFeed(LabelDelay.NONE), List.of());

    List<ProducerRecord<byte[], byte[]>> sent = feed(file, task);

    for (String topic : List.of("millrace.raw.texts", "millrace.raw.labels")) {
      for (int part = 0; part < PARTITIONS; part++) {
        List<Marker> markers = markers(of(sent, topic), part);
        // One at the start, one after every 64 of 200 events, one at the end.
        assertThat(markers).hasSize(5);
        assertThat(markers)
            .extracting(Marker::getEnd)
            .containsExactly(false, false, false, false, true);
        assertThat(markers).extracting(Marker::getEventTime).isSorted();
        assertThat(markers)
            .allMatch(m -> m.getOrigin().equals("feed/texts") && m.getParts() == PARTITIONS);
      }
      assertThat(AvroCodec.isMarker(of(sent, topic).get(0).value())).isTrue();
    }
  }

  @Test
  void noEventOrLabelFollowsAMarkerThatPromisedNone() throws Exception {
    Path file = write(texts(300));
    for (LabelDelay delay :
        List.of(
            LabelDelay.NONE,
            new LabelDelay(100, Duration.ZERO),
            new LabelDelay(0, Duration.ofSeconds(77)))) {
      Task task = TestFeeds.learner("t", textFeed(delay), List.of());

      List<ProducerRecord<byte[], byte[]>> sent = feed(file, task);

      assertMarkersKept(
          of(sent, "millrace.raw.texts"), r -> Long.parseLong(header(r, RawHeaders.EVENT_TIME)));
      assertMarkersKept(of(sent, "millrace.raw.labels"), r -> json(r).get("labelTime").asLong());
    }
  }

  @Test
  void aLabelGoesToEveryTaskThatLearnsAndToNoOther() throws IOException {
    Path file = write(texts(2));
    Feed feed = textFeed(LabelDelay.NONE);

    List<ProducerRecord<byte[], byte[]>> sent =
        feed(
            file,
            TestFeeds.learner("one", feed, List.of()),
            TestFeeds.scorer("two", feed),
            TestFeeds.learner("three", feed, List.of()));

    assertThat(of(sent, "millrace.raw.labels"))
        .filteredOn(r -> !AvroCodec.isMarker(r.value()))
        .extracting(r -> json(r).get("task").asText())
        .containsExactly("one", "three", "one", "three");
  }

  @Test
  void eventAndLabelHaveTheSameIdAndTheKeysOfTheContract() throws IOException {
    Path file = write("text,label\nhello,1\n");
    Feed feed = textFeed(LabelDelay.NONE);

    List<ProducerRecord<byte[], byte[]>> sent =
        feed(file, TestFeeds.learner("t", feed, List.of("ham", "spam")));
    ProducerRecord<byte[], byte[]> event = data(sent, "millrace.raw.texts").get(0);
    ProducerRecord<byte[], byte[]> label = data(sent, "millrace.raw.labels").get(0);

    assertThat(event.key()).asString(UTF_8).isEqualTo("texts");
    assertThat(event.value()).asString(UTF_8).isEqualTo("hello");
    assertThat(label.key()).asString(UTF_8).isEqualTo(header(event, RawHeaders.EVENT_ID));
    assertThat(label.value())
        .asString(UTF_8)
        .isEqualTo(
            "{\"eventId\":\"%s\",\"task\":\"t\",\"label\":\"spam\",\"labelTime\":946684800000000}"
                .formatted(header(event, RawHeaders.EVENT_ID)));
  }

  @Test
  void countsTellWhatWasSentAndTheEndMarkerCarriesThem() throws IOException {
    Path file = write("text,label\nhello,ham\nbroken\nbye,spam\n");
    MockProducer<byte[], byte[]> producer = producer();
    Feeder feeder =
        feeder(file, producer, TestFeeds.learner("t", textFeed(LabelDelay.NONE), List.of()));

    feeder.run();

    assertThat(feeder.counts()).isEqualTo(new FeedCounts(2, 2, 1, Map.of(), Map.of()));
    List<Marker> markers = markers(of(producer.history(), "millrace.raw.texts"), 0);
    assertThat(markers.get(markers.size() - 1).getCounters())
        .isEqualTo(
            Map.of("events_sent", 2L, "labels_sent", 2L, "malformed_sent", 1L, "skipped", 0L));
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void aRefusedRecordEndsTheFeedWithoutAnEndMarker() throws IOException {
    MockProducer<byte[], byte[]> producer = refusing();
    Task task = TestFeeds.learner("t", textFeed(LabelDelay.NONE), List.of());
    Feeder feeder = feeder(write(texts(5)), producer, task);

    assertThatThrownBy(feeder::run)
        .isInstanceOf(FeedFailure.class)
        .hasMessageContaining("not yours");
    assertThat(markers(of(producer.history(), "millrace.raw.texts"), 0)).noneMatch(Marker::getEnd);
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void tasksThatDescribeAFeedDifferentlyAreRefused() {
    Task one = TestFeeds.learner("one", textFeed(LabelDelay.NONE), List.of());
    Task two = TestFeeds.learner("two", textFeed(new LabelDelay(5, Duration.ZERO)), List.of());

    assertThatThrownBy(() -> feeder(write(texts(1)), producer(), one, two))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("describe it alike");
  }

  private interface TimeOf {
    long of(ProducerRecord<byte[], byte[]> record);
  }

  private static void assertMarkersKept(List<ProducerRecord<byte[], byte[]>> topic, TimeOf time)
      throws Exception {
    long promised = Long.MIN_VALUE;
    for (ProducerRecord<byte[], byte[]> record : topic) {
      if (AvroCodec.isMarker(record.value())) {
        promised = Math.max(promised, ((Marker) CODEC.decode(record.value())).getEventTime());
      } else {
        assertThat(time.of(record)).isGreaterThanOrEqualTo(promised);
      }
    }
    assertThat(promised).isGreaterThan(946684800000000L);
  }

  private List<ProducerRecord<byte[], byte[]>> feed(Path file, Task... tasks) {
    MockProducer<byte[], byte[]> producer = producer();
    feeder(file, producer, tasks).run();
    return producer.history();
  }

  private static Feeder feeder(Path file, MockProducer<byte[], byte[]> producer, Task... tasks) {
    EventSource source = Sources.recorded(tasks[0].feed(), List.of(Drained.file(file)));
    MarkerCadence cadence = new MarkerCadence(64, Duration.ofDays(1));
    return new Feeder(List.of(tasks), source, producer, TOPICS, cadence, InstantSource.system());
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(
        cluster(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Takes the markers at the start and refuses every record after them. */
  private static MockProducer<byte[], byte[]> refusing() {
    return new MockProducer<>(
        cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        Future<RecordMetadata> future = super.send(record, callback);
        boolean ignored =
            AvroCodec.isMarker(record.value())
                ? completeNext()
                : errorNext(new AuthorizationException("not yours"));
        return future;
      }
    };
  }

  private static Cluster cluster() {
    List<PartitionInfo> partitions = new ArrayList<>();
    Node node = new Node(0, "broker", 9092);
    Node[] nodes = {node};
    for (String topic : List.of("millrace.raw.texts", "millrace.raw.labels")) {
      for (int part = 0; part < PARTITIONS; part++) {
        partitions.add(new PartitionInfo(topic, part, node, nodes, nodes));
      }
    }
    return new Cluster("c", List.of(node), partitions, Set.of(), Set.of());
  }

  private static Feed textFeed(LabelDelay delay) {
    Feed sms = TestFeeds.delayed(TestFeeds.banking(), delay);
    return new Feed(
        "texts",
        sms.files(),
        FeedFormat.CSV,
        sms.table(),
        TestFeeds.text("text"),
        sms.time(),
        new LabelSpec.InColumn("label", LabelSpec.As.INDEX),
        sms.labelDelay(),
        null);
  }

  private static String texts(int count) {
    StringBuilder csv = new StringBuilder("text,label\n");
    IntStream.range(0, count).forEach(i -> csv.append("text ").append(i).append(",ham\n"));
    return csv.toString();
  }

  private Path write(String csv) throws IOException {
    return Files.writeString(folder.resolve("feed.csv"), csv);
  }

  private static List<ProducerRecord<byte[], byte[]>> of(
      List<ProducerRecord<byte[], byte[]>> sent, String topic) {
    return sent.stream().filter(record -> record.topic().equals(topic)).toList();
  }

  private static List<ProducerRecord<byte[], byte[]>> data(
      List<ProducerRecord<byte[], byte[]>> sent, String topic) {
    return of(sent, topic).stream().filter(r -> !AvroCodec.isMarker(r.value())).toList();
  }

  private static List<Marker> markers(List<ProducerRecord<byte[], byte[]>> sent, int part) {
    List<Marker> markers = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : sent) {
      if (AvroCodec.isMarker(record.value()) && record.partition() == part) {
        try {
          markers.add((Marker) CODEC.decode(record.value()));
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
    return markers;
  }

  private static JsonNode json(ProducerRecord<byte[], byte[]> record) {
    try {
      return new ObjectMapper().readTree(record.value());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static String everything(ProducerRecord<byte[], byte[]> record) {
    StringBuilder all = new StringBuilder(new String(record.value(), UTF_8));
    all.append(new String(record.key(), UTF_8));
    record.headers().forEach(h -> all.append(h.key()).append(new String(h.value(), UTF_8)));
    return all.toString();
  }
}
