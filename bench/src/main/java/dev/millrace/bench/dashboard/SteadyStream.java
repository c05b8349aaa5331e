package dev.millrace.bench.dashboard;

import dev.millrace.schemas.topic.KafkaAccess;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes predictions at a rate, each when it is due, on a thread of its own. Close it. */
final class SteadyStream implements AutoCloseable {

  private static final double NANOS = 1e9;

  private final SeededRecords records;
  private final KafkaProducer<byte[], byte[]> producer;
  private final double rate;
  private final AtomicLong sent = new AtomicLong();
  private final Thread thread = new Thread(this::send, "stream");
  private volatile boolean closed;
  private volatile @Nullable Exception refused;

  /**
   * @param rate predictions a second
   */
  SteadyStream(KafkaAccess kafka, double rate) throws IOException {
    records = new SeededRecords(kafka.topics());
    producer = kafka.producer();
    this.rate = rate;
    thread.start();
  }

  private void send() {
    InstantSource clock = InstantSource.system();
    long start = System.nanoTime();
    while (!closed) {
      long number = sent.get();
      long wait = start + Math.round(number * NANOS / rate) - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
      for (ProducerRecord<byte[], byte[]> record : records.of(number, micros)) {
        Future<?> unused =
            producer.send(record, (place, error) -> refused = error == null ? refused : error);
      }
      sent.incrementAndGet();
    }
  }

  /**
   * Predictions so far.
   *
   * @throws IllegalStateException if the broker refused a record
   */
  long sent() {
    Exception error = refused;
    if (error != null) {
      throw new IllegalStateException("the broker refused a record", error);
    }
    return sent.get();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
