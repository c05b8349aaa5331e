package dev.millrace.deploy;

import dev.millrace.deploy.local.LocalBroker;
import dev.millrace.deploy.local.StateDirectory;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An embedded broker in a run's directory, with all topics and a writer. */
public final class TestCluster implements AutoCloseable {

  /** Two partitions, so that records of one topic come from more than one. */
  public static final Topics TOPICS = new Topics("millrace.", 2);

  public static final String FEED = "sms";

  private final StateDirectory state;
  private final LocalBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroCodec codec = new AvroCodec();

  public TestCluster(Path folder) {
    state = StateDirectory.open(folder);
    broker = LocalBroker.start(state.kafka());
    state.publishPort(broker.port());
    producer = kafka().producer();
    createTopics();
  }

  private void createTopics() {
    try (Admin admin = kafka().admin()) {
      TopicCreator.withBrokerDefaults(admin).create(TOPICS, List.of(FEED));
    }
  }

  public KafkaAccess kafka() {
    return new KafkaAccess(broker.bootstrapServers(), Map.of(), TOPICS);
  }

  public void write(String topic, int partition, String key, SpecificRecord record) {
    write(new ProducerRecord<>(topic, partition, utf8(key), codec.encode(record)));
  }

  public void write(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes many at once and waits until the broker has them. */
  public void writeAll(List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<?>> sends = new ArrayList<>();
    records.forEach(record -> sends.add(producer.send(record)));
    try {
      for (Future<?> send : sends) {
        send.get();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
    state.close();
  }
}
