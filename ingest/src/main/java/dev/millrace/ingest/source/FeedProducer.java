package dev.millrace.ingest.source;

import dev.millrace.ingest.claim.ClaimingProducer;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The Kafka producer of a feeder. */
public final class FeedProducer {

  /** Client ids of feeders start so; the log source knows its own path by it. */
  static final String CLIENT_PREFIX = "millrace-feeder-";

  private FeedProducer() {}

  /** Largest payload that a producer takes. */
  static int mostBytes(Producer<byte[], byte[]> producer) {
    return producer instanceof ClaimingProducer claiming
        ? claiming.mostBytes()
        : Claims.NONE.mostBytes();
  }

  /** A producer that sends everything as it is. */
  public static KafkaProducer<byte[], byte[]> create(Map<String, ?> kafka, String feed) {
    return create(kafka, feed, Claims.NONE);
  }

  /**
   * A producer that keeps the order of each partition and loses nothing.
   *
   * @param kafka bootstrap servers and security settings
   * @param claims what becomes of large pictures
   */
  public static KafkaProducer<byte[], byte[]> create(
      Map<String, ?> kafka, String feed, Claims claims) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, CLIENT_PREFIX + feed);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // A few milliseconds fill batches in a replay and don't show in a live feed.
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // Pictures are compressed already, and rows are too small for it to pay on a local broker.
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
    // Send blocks when this is full: that is the back-pressure on the source.
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * Topics.MAX_RECORD_BYTES);
    return new ClaimingProducer(config, claims);
  }
}
