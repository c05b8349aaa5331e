package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics and the schema log on a real broker; each test has a prefix of its own. */
final class TopicCreatorTest {

  @TempDir static Path data;

  private static TestBroker broker;
  private static Admin admin;
  private static TopicCreator creator;

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start(data);
    admin = Admin.create(broker.client());
    creator = TopicCreator.withBrokerDefaults(admin);
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void everyTopicIsCreatedOnceWithItsSettings() throws Exception {
    Topics topics = new Topics("fresh.", 3);
    Set<String> created = creator.create(topics, List.of("sms"));
    assertThat(created)
        .hasSize(topics.specs().size() + 2)
        .contains("fresh.raw.sms", "fresh.raw.labels", "fresh.model-versions");
    awaitTopics(created);
    assertThat(creator.create(topics, List.of("sms"))).isEmpty();
    assertThat(creator.create(topics, List.of("sms", "cpu"))).containsExactly("fresh.raw.cpu");

    TopicDescription raw = describe("fresh.raw.sms");
    assertThat(raw.partitions()).hasSize(3);
    assertThat(describe("fresh.training-examples").partitions()).hasSize(1);
    Config versions = config("fresh.model-versions");
    assertThat(versions.get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(versions.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
    assertThat(versions.get("max.message.bytes").value()).isEqualTo("16777216");
  }

  @Test
  void createdTopicsTakeRecordsAtOnce() throws Exception {
    Topics topics = new Topics("prompt.", 8);
    creator.create(topics, List.of("sms"));
    Map<String, Object> once = new HashMap<>(broker.client());
    once.put("retries", 0);
    once.put("enable.idempotence", false);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(once, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int partition = 0; partition < 8; partition++) {
        String topic = partition % 2 == 0 ? topics.raw("sms") : topics.predictions();
        sent.add(producer.send(new ProducerRecord<>(topic, partition, null, new byte[1])));
      }
      for (Future<RecordMetadata> one : sent) {
        assertThat(one.get().offset()).isZero();
      }
    }
  }

  @Test
  void otherPartitionsAndRetentionOfATopicThatScalesAreAccepted() throws Exception {
    Topics topics = new Topics("grown.", 1);
    make(topics.rawSpec("sms").name(), 5, with(topics.rawSpec("sms"), "retention.ms", "1000"));
    assertThat(creator.create(topics, List.of("sms"))).doesNotContain("grown.raw.sms");
    assertThat(describe("grown.raw.sms").partitions()).hasSize(5);
  }

  @Test
  void topicsThatWouldLoseOrMixUpRecordsAreRefusedAllAtOnceBeforeAnythingIsCreated()
      throws Exception {
    Topics topics = new Topics("unfit.", 2);
    Topics.Spec examples = spec(topics, topics.trainingExamples());
    Topics.Spec aliases = spec(topics, topics.modelAliases());
    make(examples.name(), 4, examples.config());
    make(aliases.name(), 1, with(aliases, "cleanup.policy", "delete"));
    make(
        topics.predictions(),
        2,
        with(spec(topics, topics.predictions()), "message.timestamp.type", "CreateTime"));
    make(
        topics.imageEvents(),
        2,
        with(spec(topics, topics.imageEvents()), "max.message.bytes", "1048588"));
    UnfitTopicException thrown =
        catchThrowableOfType(
            UnfitTopicException.class, () -> creator.create(topics, List.of("sms")));
    assertThat(thrown.faults())
        .containsExactly(
            "unfit.events.image has max.message.bytes=1048588 but must have 16777216, else large"
                + " records are refused; run kafka-configs --alter --entity-type topics"
                + " --entity-name unfit.events.image --add-config max.message.bytes=16777216",
            "unfit.model-aliases has cleanup.policy=delete but must have compact, else the newest"
                + " record of a key is deleted by age; run kafka-configs --alter --entity-type"
                + " topics --entity-name unfit.model-aliases --add-config cleanup.policy=compact",
            "unfit.predictions has message.timestamp.type=CreateTime but must have LogAppendTime,"
                + " else retention deletes recordings because they are old; run kafka-configs"
                + " --alter --entity-type topics --entity-name unfit.predictions --add-config"
                + " message.timestamp.type=LogAppendTime",
            "unfit.training-examples has 4 partitions but must have 1, since its records are one"
                + " sequence; delete it or use another prefix");
    assertThat(admin.listTopics().names().get()).doesNotContain("unfit.raw.sms");
  }

  @Test
  void moreReplicasThanBrokersAreTheBrokersOwnError() {
    TopicCreator three = TopicCreator.withReplicas(admin, (short) 3);
    assertThatThrownBy(() -> three.create(new Topics("copies.", 1), List.of()))
        .isInstanceOf(InvalidReplicationFactorException.class);
    assertThatThrownBy(() -> TopicCreator.withReplicas(admin, (short) 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void schemaLogWrittenTwiceReadsAsAllCurrentSchemas() {
    Topics topics = new Topics("schemas.", 1);
    creator.create(topics, List.of());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      SchemaLog.publish(producer, topics);
      SchemaLog.publish(producer, topics);
    }
    int twice = 2 * AvroCodec.currentSchemas().size();
    Map<Long, Schema> read = SchemaLog.read(records(topics.schemas(), twice));
    assertThat(read.values()).containsExactlyInAnyOrderElementsOf(AvroCodec.currentSchemas());
    read.forEach((print, schema) -> assertThat(AvroCodec.fingerprint(schema)).isEqualTo(print));
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            broker.client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Awaitility.await()
          .pollInSameThread()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
              });
    }
    return records;
  }

  private static Topics.Spec spec(Topics topics, String name) {
    return topics.specs().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, String> with(Topics.Spec spec, String key, String value) {
    Map<String, String> config = new HashMap<>(spec.config());
    config.put(key, value);
    return config;
  }

  private static void make(String name, int partitions, Map<String, String> config)
      throws Exception {
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
    admin.createTopics(List.of(topic)).all().get();
    awaitTopics(Set.of(name));
  }

  /** A broker learns of a new topic a moment after the controller has made it. */
  private static void awaitTopics(Set<String> names) {
    Awaitility.await().until(() -> admin.listTopics().names().get().containsAll(names));
  }

  private static TopicDescription describe(String name) throws Exception {
    return admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
  }

  private static Config config(String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource);
  }
}
