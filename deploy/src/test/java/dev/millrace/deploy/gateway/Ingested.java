package dev.millrace.deploy.gateway;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.gateway.RawOutlet;
import dev.millrace.ingest.source.FeedProducer;
import dev.millrace.ingest.topology.IngestApp;
import dev.millrace.ingest.topology.IngestSettings;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Ingest for one task's feed on a real broker, with topics of its own. */
final class Ingested implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalBroker broker;
  private final Topics topics;
  private final IngestApp app;
  private final AvroCodec codec = new AvroCodec();

  private Ingested(LocalBroker broker, Topics topics, IngestApp app) {
    this.broker = broker;
    this.topics = topics;
    this.app = app;
  }

  static Ingested start(LocalBroker broker, Path folder, String name, List<Task> tasks)
      throws InterruptedException {
    Topics topics = new Topics(name + ".", 2);
    List<String> feeds = tasks.stream().map(task -> task.feed().name()).distinct().toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      TopicCreator.withBrokerDefaults(admin).create(topics, feeds);
    }
    IngestApp app =
        new IngestApp(
            new IngestSettings(
                broker.bootstrapServers(),
                Map.of(),
                topics,
                folder.resolve(name),
                1,
                Limits.DEFAULT),
            tasks,
            InstantSource.system());
    app.start();
    app.awaitRunning(PATIENCE);
    return new Ingested(broker, topics, app);
  }

  Topics topics() {
    return topics;
  }

  Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  KafkaProducer<byte[], byte[]> producer(String feed) {
    return FeedProducer.create(kafka(), feed);
  }

  RawOutlet outlet(String feed) {
    return new RawOutlet(producer(feed), topics, kafka());
  }

  /** Reads a topic from its start until what was read is enough; all of it, if it never is. */
  List<SpecificRecord> read(String topic, Predicate<List<SpecificRecord>> enough) throws Exception {
    List<SpecificRecord> records = new ArrayList<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(part -> new TopicPartition(topic, part.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!enough.test(records) && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (!AvroCodec.isMarker(record.value())) {
            records.add(codec.decode(record.value()));
          }
        }
      }
    }
    return records;
  }

  @Override
  public void close() {
    app.close();
  }
}
