package dev.millrace.dashboard.view;

import dev.millrace.dashboard.query.Entry;
import dev.millrace.dashboard.query.Slice;
import dev.millrace.dashboard.query.StateReader;
import dev.millrace.dashboard.query.Views;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The real topology with one partition, and a clock that a test moves. */
public final class ViewsPipe implements AutoCloseable {

  public static final Topics TOPICS = new Topics("test.", 1);
  public static final Instant BEGINNING = Instant.parse("2026-03-01T12:00:00Z");

  private final AvroCodec codec = new AvroCodec();
  private final RecordReader reader = new RecordReader();
  private final TopologyTestDriver driver;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private Instant now = BEGINNING;

  public ViewsPipe(Path state) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver = new TopologyTestDriver(new ViewsTopology(TOPICS, reader).build(), settings, BEGINNING);
  }

  /** Lets time pass, of appending and of the wall clock. */
  public void pass(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
  }

  public Instant now() {
    return now;
  }

  /** The current time in the topics' unit. */
  public long micros() {
    return now.toEpochMilli() * 1_000;
  }

  public void write(String topic, @Nullable String key, SpecificRecord record) {
    bytes(topic, key, codec.encode(record));
  }

  public void bytes(String topic, @Nullable String key, byte @Nullable [] value) {
    byte[] name = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    inputs
        .computeIfAbsent(
            topic,
            one ->
                driver.createInputTopic(one, new ByteArraySerializer(), new ByteArraySerializer()))
        .pipeInput(new TestRecord<>(name, value, null, now));
  }

  public RecordReader reader() {
    return reader;
  }

  public Views views() {
    return new Views(state(), () -> now, Set.of());
  }

  /** Reads the driver's stores. */
  public StateReader state() {
    return slice -> Stores.windowed(slice.store()) ? windows(slice) : entries(slice);
  }

  private List<Entry> entries(Slice slice) {
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore(slice.store());
    List<Entry> found = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.range(slice.from(), slice.to())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        found.add(new Entry(one.key, 0, one.value));
      }
    }
    return found;
  }

  private List<Entry> windows(Slice slice) {
    WindowStore<String, byte[]> store = driver.getWindowStore(slice.store());
    String key = slice.from();
    List<Entry> found = new ArrayList<>();
    try (KeyValueIterator<Windowed<String>, byte[]> all =
        key == null
            ? store.fetchAll(slice.fromTime(), slice.toTime())
            : store.fetch(key, key, slice.fromTime(), slice.toTime())) {
      while (all.hasNext()) {
        KeyValue<Windowed<String>, byte[]> one = all.next();
        found.add(new Entry(one.key.key(), one.key.window().start(), one.value));
      }
    }
    return found;
  }

  @Override
  public void close() {
    driver.close();
  }
}
