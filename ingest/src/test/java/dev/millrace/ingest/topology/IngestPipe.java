package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Limits;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Label;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import dev.millrace.schemas.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The real topology with one partition, records in and out, and a clock that stands still. */
final class IngestPipe implements AutoCloseable {

  static final Topics TOPICS = new Topics("test.", 1);
  static final Instant BEGINNING = Instant.parse("2026-03-01T12:00:00Z");
  static final long BEGINNING_MICROS = BEGINNING.toEpochMilli() * 1000;

  private final AvroCodec codec = new AvroCodec();
  private final TopologyTestDriver driver;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private Instant now = BEGINNING;

  IngestPipe(Collection<Task> tasks, Limits limits, Path state) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    IngestTopology topology = new IngestTopology(TOPICS, tasks, limits, () -> now);
    driver = new TopologyTestDriver(topology.build(), settings, BEGINNING);
    topology
        .rawTopics()
        .forEach(
            topic ->
                inputs.put(
                    topic,
                    driver.createInputTopic(
                        topic, new ByteArraySerializer(), new ByteArraySerializer())));
  }

  static IngestPipe of(Path state) {
    return new IngestPipe(Feeds.ALL, Limits.DEFAULT, state);
  }

  /** Lets wall-clock time pass. */
  void pass(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
  }

  void raw(String topic, byte @Nullable [] key, byte @Nullable [] value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    inputs.get(topic).pipeInput(new TestRecord<>(key, value, all, BEGINNING));
  }

  void event(String feed, byte[] value, String... headers) {
    raw(TOPICS.raw(feed), "source-1".getBytes(StandardCharsets.UTF_8), value, headers);
  }

  void event(String feed, String value, String... headers) {
    event(feed, value.getBytes(StandardCharsets.UTF_8), headers);
  }

  void row(String row, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of(RawHeaders.CONTENT_TYPE, RawHeaders.CSV));
    all.addAll(List.of(RawHeaders.COLUMNS, "temperature,light"));
    event("room", row, all.toArray(new String[0]));
  }

  void avro(String topic, SpecificRecord record) {
    raw(topic, null, codec.encode(record), RawHeaders.CONTENT_TYPE, RawHeaders.AVRO);
  }

  void label(String json, String... headers) {
    raw(TOPICS.rawLabels(), null, json.getBytes(StandardCharsets.UTF_8), headers);
  }

  List<SensorReading> readings() {
    return read(TOPICS.sensorEvents(), SensorReading.class);
  }

  List<TextMessage> texts() {
    return read(TOPICS.textEvents(), TextMessage.class);
  }

  List<ImageFrame> pictures() {
    return read(TOPICS.imageEvents(), ImageFrame.class);
  }

  List<Label> labels() {
    return read(TOPICS.labels(), Label.class);
  }

  List<Marker> markers(String topic) {
    return read(topic, Marker.class);
  }

  List<DeadLetter> deadLetters() {
    return read(TOPICS.deadLetters(), DeadLetter.class);
  }

  /** Everything that came out on a topic since the last call. */
  <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    List<T> records = new ArrayList<>();
    for (TestRecord<String, byte[]> record : records(topic)) {
      try {
        records.add(codec.decode(record.value(), type));
      } catch (UnreadableRecord e) {
        throw new AssertionError(e);
      }
    }
    return records;
  }

  List<TestRecord<String, byte[]>> records(String topic) {
    return driver
        .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
