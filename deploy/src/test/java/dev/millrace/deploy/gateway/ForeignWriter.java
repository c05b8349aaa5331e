package dev.millrace.deploy.gateway;

import dev.millrace.deploy.local.LocalBroker;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Someone who knows nothing of Millrace and fills topics of their own. */
final class ForeignWriter implements AutoCloseable {

  private final Map<String, Object> kafka;
  private final KafkaProducer<byte[], byte[]> producer;

  ForeignWriter(LocalBroker broker) {
    kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("max.request.size", 20 << 20);
    settings.put("buffer.memory", 64 << 20);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void create(String topic, int partitions) throws Exception {
    NewTopic wanted =
        new NewTopic(topic, Optional.of(partitions), Optional.empty())
            .configs(Map.of("max.message.bytes", Integer.toString(20 << 20)));
    try (Admin admin = Admin.create(kafka)) {
      admin.createTopics(List.of(wanted)).all().get();
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (int part = 0; part < partitions; part++) {
        ends.put(new TopicPartition(topic, part), OffsetSpec.latest());
      }
      // A producer that is faster than the new leaders has its first batch refused for good.
      Awaitility.await()
          .ignoreExceptions()
          .until(() -> admin.listOffsets(ends).all().get().size() == partitions);
    }
  }

  void write(ProducerRecord<byte[], byte[]> record) throws Exception {
    producer.send(record).get();
  }

  /** Sends without waiting for an answer. */
  void send(String topic, String key, String value) {
    Future<RecordMetadata> unused =
        producer.send(new ProducerRecord<>(topic, utf8(key), utf8(value)));
  }

  /** Waits until all that was sent is there. */
  void flush() {
    producer.flush();
  }

  /** Writes to the partition that the key gives. */
  void write(String topic, @Nullable String key, String value) throws Exception {
    write(new ProducerRecord<>(topic, key == null ? null : utf8(key), utf8(value)));
  }

  /** How far a group has said that it read. */
  Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
    try (Admin admin = Admin.create(kafka)) {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
