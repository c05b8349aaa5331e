package dev.millrace.ingest.http;

import dev.millrace.schemas.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes posts to a raw topic and waits until Kafka has acknowledged each. Thread-safe. */
final class PostWriter {

  private static final int UNAVAILABLE = 503;

  private final Producer<byte[], byte[]> producer;
  private final Duration patience;

  PostWriter(Producer<byte[], byte[]> producer, Duration patience) {
    this.producer = producer;
    this.patience = patience;
  }

  /**
   * Which posts Kafka has, and which it has not.
   *
   * @param ids event ids by line
   * @param failed why not, by line
   */
  record Written(Map<Integer, String> ids, Map<Integer, Refusal> failed) {}

  private record Sent(Post post, Future<RecordMetadata> answer) {}

  Written write(String topic, List<Post> posts) throws InterruptedException {
    Map<Integer, String> ids = new LinkedHashMap<>();
    Map<Integer, Refusal> failed = new LinkedHashMap<>();
    List<Sent> sent = new ArrayList<>();
    for (Post post : posts) {
      try {
        sent.add(new Sent(post, producer.send(record(topic, post))));
      } catch (KafkaException e) {
        failed.put(post.line(), refusal(e));
      }
    }
    for (Sent one : sent) {
      try {
        RecordMetadata place = one.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        ids.put(one.post().line(), id(one.post(), place));
      } catch (ExecutionException e) {
        failed.put(one.post().line(), refusal(e.getCause()));
      } catch (TimeoutException e) {
        failed.put(one.post().line(), refusal(e));
      }
    }
    return new Written(ids, failed);
  }

  /** As ingest will name it, except for a CSV row with an id column of its own. */
  private static String id(Post post, RecordMetadata place) {
    return post.eventId() == null
        ? EventId.of(place.topic(), place.partition(), place.offset())
        : post.eventId();
  }

  private static Refusal refusal(Throwable cause) {
    return new Refusal(
        UNAVAILABLE,
        "Kafka did not acknowledge it: " + cause.getClass().getSimpleName(),
        "body",
        "",
        "send it again, with the same event id, so that it counts once if it did arrive");
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, Post post) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(post.key()), post.value());
    post.headers().forEach((name, value) -> record.headers().add(name, bytes(value)));
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
