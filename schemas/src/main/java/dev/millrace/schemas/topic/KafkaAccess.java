package dev.millrace.schemas.topic;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes clients for one Kafka cluster.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param clientSettings further settings of every client (TLS, SASL)
 * @param topics names of the topics
 */
public record KafkaAccess(
    String bootstrapServers, Map<String, String> clientSettings, Topics topics) {

  /** A broker that has not answered by then is not there. */
  private static final Duration CONNECT_TIME = Duration.ofSeconds(10);

  /** Takes a copy of the settings. */
  public KafkaAccess {
    clientSettings = Map.copyOf(clientSettings);
  }

  /**
   * Asks the cluster who it is.
   *
   * @throws IllegalStateException if no broker answers
   */
  public void requireReachable() {
    try (Admin admin = admin()) {
      admin.describeCluster().nodes().get(CONNECT_TIME.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "no Kafka broker answered at "
              + bootstrapServers
              + " within "
              + CONNECT_TIME.toSeconds()
              + " s; is it running, and do --kafka-config's settings fit its listener?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting", e);
    }
  }

  /** An admin client; the caller closes it. */
  public Admin admin() {
    return Admin.create(settings());
  }

  /** A reader of committed records without a group; the caller assigns and closes it. */
  public KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = readerSettings();
    // Readers here stop at the end of what there is; the default waits half a second for more.
    settings.put("fetch.max.wait.ms", 20);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * As {@link #consumer}, for those who follow what is being written: the broker keeps their
   * question until there is something new, instead of being asked fifty times a second.
   */
  public KafkaConsumer<byte[], byte[]> follower() {
    return new KafkaConsumer<>(
        readerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> readerSettings() {
    Map<String, Object> settings = settings();
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    return settings;
  }

  /** A writer that repeats nothing; the caller closes it. */
  public KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = settings();
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("max.request.size", Topics.MAX_DEAD_LETTER_BYTES);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes one record and waits until the broker has it.
   *
   * @throws IllegalStateException if it does not take it
   */
  public void write(String topic, String key, SpecificRecord record) throws InterruptedException {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>(topic, name, new AvroCodec().encode(record))).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          record.getSchema().getName() + " of " + key + " was not written to " + topic, e);
    }
  }

  /** Settings of every client, with the bootstrap servers. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }
}
