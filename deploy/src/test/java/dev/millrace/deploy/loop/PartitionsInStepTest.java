package dev.millrace.deploy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.JobSettings;
import dev.millrace.stream.Sources;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Time goes on while a backlog is read. All events of one source lie in one partition, and in the
 * others nothing but markers: if those came after the whole backlog, nothing would be learned
 * before its end.
 */
final class PartitionsInStepTest {

  private static final int EVENTS = 3_000;
  private static final int EVENT_BYTES = 250;
  private static final int MARKER_EVERY = 64;
  private static final int PARTITIONS = 4;
  private static final String ORIGIN = "feed/backlog";

  /** Two fetches of a partition and the events between two markers, with room to spare. */
  private static final long MOST_BEHIND = 600;

  @TempDir Path folder;

  @Test
  void markersOfQuietPartitionsKeepUpWithTheBusyOne() throws Exception {
    try (LocalBroker broker = LocalBroker.start(folder.resolve("kafka"))) {
      Topics topics = new Topics("step.", PARTITIONS);
      KafkaAccess kafka = new KafkaAccess(broker.bootstrapServers(), Map.of(), topics);
      String topic = topics.textEvents();
      write(kafka, topic);

      List<Long> behind = behind(kafka, topic);

      assertThat(behind).hasSize(EVENTS);
      assertThat(behind.subList(MARKER_EVERY, EVENTS)).allMatch(events -> events <= MOST_BEHIND);
    }
  }

  /** The backlog: events in the first partition, markers in all. */
  private static void write(KafkaAccess kafka, String topic) throws Exception {
    try (var admin = kafka.admin()) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
    AvroCodec codec = new AvroCodec();
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      for (int event = 0; event < EVENTS; event++) {
        if (event % MARKER_EVERY == 0) {
          byte[] marker = codec.encode(new Marker(ORIGIN, 0, 1, micros(event), false, Map.of()));
          for (int partition = 0; partition < PARTITIONS; partition++) {
            send(producer, topic, partition, marker);
          }
        }
        send(producer, topic, 0, ByteBuffer.allocate(EVENT_BYTES).putInt(event).array());
      }
      producer.flush();
    }
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, int partition, byte[] value) {
    Future<RecordMetadata> unused =
        producer.send(new ProducerRecord<>(topic, partition, null, value));
  }

  /** By how many events time lies back at each event, as an operator behind the source sees it. */
  private static List<Long> behind(KafkaAccess kafka, String topic) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    JobSettings settings =
        new JobSettings(
            kafka.bootstrapServers(),
            Map.of(),
            kafka.topics(),
            Map.of(topic, PARTITIONS),
            1,
            JobSettings.DEFAULT_CHECKPOINT_INTERVAL,
            JobSettings.DEFAULT_TRANSACTION_TIMEOUT);
    DataStream<Inbound> events = new Sources(env, settings, "step").records("r", topic, ORIGIN);
    return events.process(new Behind()).setParallelism(1).executeAndCollect(EVENTS);
  }

  private static long micros(long event) {
    return event * 1_000_000;
  }

  private static final class Behind extends ProcessFunction<Inbound, Long> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Inbound event, Context context, Collector<Long> out) {
      int index = ByteBuffer.wrap(event.value()).getInt();
      long watermark = context.timerService().currentWatermark();
      out.collect(watermark < 0 ? index : index - watermark / 1_000);
    }
  }
}
