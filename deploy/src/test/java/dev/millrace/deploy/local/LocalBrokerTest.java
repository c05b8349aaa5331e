package dev.millrace.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalBrokerTest {

  private static final String TOPIC = "river";

  @TempDir Path folder;

  @Test
  void committedRecordsAreThereAfterARestartAndAbortedOnesAreNot() throws Exception {
    try (LocalBroker broker = LocalBroker.start(folder)) {
      createTopic(broker);
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        send(producer, "kept");
        producer.commitTransaction();
        send(producer, "dropped");
        producer.abortTransaction();
      }
    }
    try (LocalBroker broker = LocalBroker.start(folder)) {
      assertThat(readCommitted(broker)).containsExactly("kept");
    }
  }

  @Test
  void misspeltTopicIsNotCreatedByReadingIt() throws Exception {
    try (LocalBroker broker = LocalBroker.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("rivre")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
      assertThat(admin.listTopics().names().get()).isEmpty();
    }
  }

  @Test
  void secondBrokerOnTheSameFolderIsRefusedAndTheFirstGoesOn() throws Exception {
    try (LocalBroker broker = LocalBroker.start(folder)) {
      assertThatThrownBy(() -> LocalBroker.start(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("choose another state directory");
      createTopic(broker);
      assertThat(readCommitted(broker)).isEmpty();
    }
  }

  @Test
  void takenPortIsNamed() {
    try (LocalBroker broker = LocalBroker.start(folder.resolve("first"))) {
      assertThatThrownBy(() -> LocalBroker.start(folder.resolve("second"), broker.port()))
          .hasMessageContaining("port " + broker.port());
    }
  }

  private static void createTopic(LocalBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  private static KafkaProducer<String, String> producer(LocalBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "spring"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void send(KafkaProducer<String, String> producer, String value) throws Exception {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(TOPIC, value)).get();
  }

  /** Reads to the end of the topic as it is now. */
  private static List<String> readCommitted(LocalBroker broker) {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
