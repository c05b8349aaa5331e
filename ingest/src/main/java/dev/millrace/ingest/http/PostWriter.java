package dev.millrace.ingest.http;

import dev.millrace.schemas.EventId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes posts to a raw topic and tells which of them Kafka has acknowledged. Thread-safe. */
final class PostWriter {

  private static final int UNAVAILABLE = 503;

  private final Producer<byte[], byte[]> producer;

  PostWriter(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Which posts Kafka has, and which it has not.
   *
   * @param ids event ids by line
   * @param failed why not, by line
   */
  record Written(Map<Integer, String> ids, Map<Integer, Refusal> failed) {}

  /** Complete when Kafka has acknowledged or refused each; its delivery timeout bounds that. */
  CompletableFuture<Written> write(String topic, List<Post> posts) {
    Map<Integer, String> ids = new ConcurrentSkipListMap<>();
    Map<Integer, Refusal> failed = new ConcurrentSkipListMap<>();
    CompletableFuture<Written> written = new CompletableFuture<>();
    // One more for this thread, so that nothing is complete before all is sent.
    AtomicInteger open = new AtomicInteger(posts.size() + 1);
    Runnable done =
        () -> {
          if (open.decrementAndGet() == 0) {
            written.complete(new Written(ids, failed));
          }
        };
    for (Post post : posts) {
      send(topic, post, ids, failed, done);
    }
    done.run();
    return written;
  }

  private void send(
      String topic,
      Post post,
      Map<Integer, String> ids,
      Map<Integer, Refusal> failed,
      Runnable done) {
    try {
      // What comes of it is told to the callback.
      Future<RecordMetadata> unused =
          producer.send(
              record(topic, post),
              (place, error) -> {
                if (error == null) {
                  ids.put(post.line(), id(post, place));
                } else {
                  failed.put(post.line(), refusal(error));
                }
                done.run();
              });
    } catch (KafkaException | IllegalStateException e) {
      // A producer that is closed says so by an IllegalStateException.
      failed.put(post.line(), refusal(e));
      done.run();
    }
  }

  /** As ingest will name it, except for a CSV row with an id column of its own. */
  private static String id(Post post, RecordMetadata place) {
    return post.eventId() == null
        ? EventId.of(place.topic(), place.partition(), place.offset())
        : post.eventId();
  }

  static Refusal refusal(Throwable cause) {
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
