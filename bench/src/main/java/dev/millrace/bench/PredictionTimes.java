package dev.millrace.bench;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.MarkerTracker;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads committed predictions as any reader would and notes when they came. It decodes nothing but
 * the trainer's markers while the clock runs, so that watching costs little.
 */
final class PredictionTimes implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String predictions;
  private final int expected;
  private final AvroCodec codec = new AvroCodec();
  private final MarkerTracker trainer;
  private final List<byte[]> values = new ArrayList<>();
  private final List<Long> appended = new ArrayList<>();
  private final CompletableFuture<Rate> lastVisible = new CompletableFuture<>();
  private final CompletableFuture<Rate> trained = new CompletableFuture<>();
  private final Thread thread = new Thread(this::follow, "bench-reader");
  private final Rate.Clock clock = new Rate.Clock();
  private volatile boolean closed;

  /**
   * Starts the clock and reads.
   *
   * @param expected how many predictions must come
   */
  PredictionTimes(KafkaAccess kafka, Task task, int expected) {
    this.expected = expected;
    predictions = kafka.topics().predictions();
    trainer = new MarkerTracker(Origins.trainer(task.name()));
    consumer = kafka.follower();
    List<TopicPartition> all =
        Stream.of(predictions, kafka.topics().modelMetrics())
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    thread.setDaemon(true);
    thread.start();
  }

  /** Completes when the last prediction is there. */
  CompletableFuture<Rate> lastVisible() {
    return lastVisible;
  }

  /** Completes when all input has left the trainer. */
  CompletableFuture<Rate> trained() {
    return trained;
  }

  private void follow() {
    try (consumer) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          accept(record);
        }
      }
    } catch (RuntimeException | UnreadableRecord e) {
      lastVisible.completeExceptionally(e);
      trained.completeExceptionally(e);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecord {
    boolean marker = AvroCodec.isMarker(record.value());
    if (!marker && record.topic().equals(predictions)) {
      values.add(record.value());
      appended.add(record.timestamp());
      if (values.size() == expected) {
        lastVisible.complete(clock.at(expected));
      }
    } else if (marker && !record.topic().equals(predictions)) {
      trainer.accept(codec.decode(record.value(), Marker.class));
      if (trainer.ended()) {
        trained.complete(clock.at(expected));
      }
    }
  }

  /**
   * Predictions a second between the first and the last tenth, by the broker's append time. Call it
   * after {@link #close}.
   */
  double steadyPerSecond() {
    long[] times = appended.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(times);
    int from = times.length / 10;
    int to = times.length * 9 / 10;
    return (to - from) / ((times[to] - times[from]) / 1e3);
  }

  /**
   * Checks that each event was answered once. Call it after {@link #close}.
   *
   * @throws IllegalStateException if predictions are lost or doubled
   */
  void checkExactlyOnce() {
    Set<String> ids = new HashSet<>();
    try {
      for (byte[] value : values) {
        ids.add(codec.decode(value, Prediction.class).getEventId());
      }
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("a prediction can't be read", e);
    }
    if (values.size() != expected || ids.size() != expected) {
      throw new IllegalStateException(
          "%d events gave %d predictions of %d distinct events"
              .formatted(expected, values.size(), ids.size()));
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
