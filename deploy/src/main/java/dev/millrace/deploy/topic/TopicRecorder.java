package dev.millrace.deploy.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.MessageSchema;
import dev.millrace.ingest.recording.mcap.McapWriter;
import dev.millrace.ingest.replay.RawEnvelope;
import dev.millrace.ingest.replay.RecordedTopics;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.avro.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Writes records of Kafka's topics to an MCAP file: events and predictions as JSON with a schema,
 * raw records as they lay there. The log time is the event's own, so that a replay of the file is
 * one of the events. Markers and what can't be read are left out and counted.
 */
public final class TopicRecorder {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NANOS_A_MICRO = 1_000;
  private static final long MICROS_A_MILLI = 1_000;

  private final McapWriter writer;
  private final String rawPrefix;
  private final AvroCodec codec = new AvroCodec();
  private final Map<String, Channel> channels = new HashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private long leftOut;

  /**
   * @param writer stays open
   */
  public TopicRecorder(McapWriter writer, Topics topics) {
    this.writer = writer;
    this.rawPrefix = topics.raw("");
  }

  /** Messages written, by recorded topic. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Records that are no markers and could not be read, or are of no kind that is recorded. */
  public long leftOut() {
    return leftOut;
  }

  /** Writes one record. */
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || AvroCodec.isMarker(record.value())) {
      return;
    }
    try {
      if (record.topic().startsWith(rawPrefix)) {
        raw(record);
      } else {
        decoded(codec.decode(record.value()));
      }
    } catch (UnreadableRecord e) {
      leftOut++;
    } catch (IOException e) {
      throw new UncheckedIOException("the recording can't be written on", e);
    }
  }

  private void raw(ConsumerRecord<byte[], byte[]> record) throws IOException {
    String topic = RecordedTopics.raw(record.topic().substring(rawPrefix.length()));
    Map<String, String> properties =
        Map.of("key", "string", "headers", "object", "value", "string");
    write(topic, "RawRecord", properties, time(record), RawEnvelope.write(record));
  }

  /** The stated time where it is a number, else when the record was appended. */
  private static long time(ConsumerRecord<byte[], byte[]> record) {
    Header stated = record.headers().lastHeader(RawHeaders.EVENT_TIME);
    String text = stated == null ? "" : new String(stated.value(), StandardCharsets.UTF_8);
    return text.matches("\\d{1,16}") ? Long.parseLong(text) : record.timestamp() * MICROS_A_MILLI;
  }

  private void decoded(SpecificRecord value) throws IOException {
    if (value instanceof SensorReading reading) {
      event(RecordedTopics.events(reading.getFeed()), reading, reading.getEventTime());
    } else if (value instanceof ImageFrame frame) {
      event(RecordedTopics.events(frame.getFeed()), frame, frame.getEventTime());
    } else if (value instanceof TextMessage text) {
      event(RecordedTopics.events(text.getFeed()), text, text.getEventTime());
    } else if (value instanceof Prediction prediction) {
      event(
          RecordedTopics.predictions(prediction.getTask()), prediction, prediction.getEventTime());
    } else if (!(value instanceof Marker)) {
      leftOut++;
    }
  }

  private void event(String topic, SpecificRecord value, long time) throws IOException {
    Map<String, String> properties = new TreeMap<>();
    value
        .getSchema()
        .getFields()
        .forEach(field -> properties.put(field.name(), JsonTypes.of(field.schema())));
    byte[] json = JSON.writeValueAsBytes(RecordJson.of(value));
    write(topic, value.getSchema().getName(), properties, time, json);
  }

  private void write(
      String topic, String type, Map<String, String> properties, long micros, byte[] json)
      throws IOException {
    Channel channel = channels.get(topic);
    if (channel == null) {
      channel = channel(topic, type, properties);
      channels.put(topic, channel);
    }
    long nanos = Math.multiplyExact(Math.max(0, micros), NANOS_A_MICRO);
    writer.write(channel, nanos, nanos, ByteBuffer.wrap(json));
    counts.merge(topic, 1L, Long::sum);
  }

  private static Channel channel(String topic, String type, Map<String, String> properties)
      throws JsonProcessingException {
    Map<String, Object> described = new TreeMap<>();
    properties.forEach(
        (name, kind) -> described.put(name, kind.isEmpty() ? Map.of() : Map.of("type", kind)));
    byte[] schema =
        JSON.writeValueAsBytes(
            new TreeMap<>(Map.of("type", "object", "title", type, "properties", described)));
    return new Channel(
        0,
        topic,
        "json",
        new MessageSchema("millrace." + type, "jsonschema", ByteBuffer.wrap(schema)),
        Map.of());
  }
}
