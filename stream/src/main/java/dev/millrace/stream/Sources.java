package dev.millrace.stream;

import dev.millrace.schemas.Topics;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/** Topics as Flink streams of {@link Inbound} records; only committed records are read. */
public final class Sources {

  /**
   * A consumer hands out what it has fetched of one partition before it comes to the next. With
   * Kafka's own 1 MiB that is thousands of short events, and all that time the markers in the other
   * partitions wait and time stands still, so a model that learns serves old weights. A larger
   * record still comes through, alone.
   */
  private static final int PARTITION_FETCH_BYTES = 32 * 1024;

  private final StreamExecutionEnvironment env;
  private final JobSettings settings;
  private final String job;

  /**
   * @param env where the streams are built
   * @param settings brokers and topics
   * @param job name of the job, in front of every consumer group
   */
  public Sources(StreamExecutionEnvironment env, JobSettings settings, String job) {
    this.env = env;
    this.settings = settings;
    this.job = job;
  }

  /**
   * Records of a topic without its markers, with watermarks from one origin's markers. Reading
   * starts at the checkpoint, else at the group's committed offsets, else at the beginning.
   *
   * @param reader who reads, unique in the job: name, uid and consumer group follow from it
   * @param topic the topic
   * @param origin whose markers give the watermarks
   */
  public DataStream<Inbound> records(String reader, String topic, String origin) {
    return records(reader, topic, origin, null);
  }

  /**
   * The same, kept in step with others.
   *
   * @param alignment with whom; null for nobody
   */
  public DataStream<Inbound> records(
      String reader, String topic, String origin, @Nullable Alignment alignment) {
    WatermarkStrategy<Inbound> markers = new MarkerWatermarks(origin);
    return events(
        reader,
        topic,
        alignment == null
            ? markers
            : markers.withWatermarkAlignment(
                alignment.group(), alignment.ahead(), Alignment.INTERVAL));
  }

  /**
   * Records of a feed that has no markers. It says that it is idle from the start, so that it holds
   * up the watermark of nobody that it is read beside.
   */
  public DataStream<Inbound> unmarked(String reader, String topic) {
    return events(reader, topic, new IdleWatermarks());
  }

  private DataStream<Inbound> events(
      String reader, String topic, WatermarkStrategy<Inbound> watermarks) {
    // A subtask without a partition would never have a watermark, and hold up all that follow.
    int parallelism = Math.min(settings.parallelism(), settings.partitionsOf(topic));
    return read(reader, List.of(topic), watermarks, parallelism)
        .transform("events only: " + reader, TypeInformation.of(Inbound.class), new EventGate())
        .uid("events-only-" + reader)
        .setParallelism(parallelism);
  }

  /**
   * Records of compacted topics from their beginning on, without watermarks of their own: they
   * never hold up an event.
   */
  public DataStream<Inbound> changes(String reader, List<String> topics) {
    return read(reader, topics, WatermarkStrategy.noWatermarks(), 1);
  }

  /**
   * Consumer group of a reader. Offsets are committed to it when a checkpoint is complete, so a
   * group with offsets has had a checkpoint.
   */
  public static String group(Topics topics, String job, String reader) {
    return topics.prefix() + job + "." + reader;
  }

  private DataStream<Inbound> read(
      String reader, List<String> topics, WatermarkStrategy<Inbound> watermarks, int parallelism) {
    KafkaSource<Inbound> source =
        KafkaSource.<Inbound>builder()
            .setProperty("max.partition.fetch.bytes", Integer.toString(PARTITION_FETCH_BYTES))
            .setProperties(settings.clientSettings())
            .setTopics(topics)
            .setGroupId(group(settings.topics(), job, reader))
            .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
            .setProperty("isolation.level", "read_committed")
            // Partitions are fixed by the contract; looking for new ones costs a thread.
            .setProperty("partition.discovery.interval.ms", "0")
            .setDeserializer(new AsInbound())
            .build();
    return env.fromSource(source, watermarks, reader).uid(reader).setParallelism(parallelism);
  }

  private static final class AsInbound implements KafkaRecordDeserializationSchema<Inbound> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> read, Collector<Inbound> out) {
      out.collect(Inbound.of(read));
    }

    @Override
    public TypeInformation<Inbound> getProducedType() {
      return TypeInformation.of(Inbound.class);
    }
  }
}
