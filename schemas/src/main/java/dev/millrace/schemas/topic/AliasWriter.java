package dev.millrace.schemas.topic;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.ModelAlias;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sets by hand which version of a task answers.
 *
 * @param kafka where the alias topic lies
 * @param clock the time of the decision
 * @param person who decides
 */
public record AliasWriter(KafkaAccess kafka, InstantSource clock, String person) {

  /** Whether the gate may move the alias on. */
  public enum Hold {
    /** The gate leaves it alone until it is unpinned. */
    PINNED,
    /** The gate decides again. */
    FREE
  }

  /** Writes the alias and returns it once the broker has it. */
  public ModelAlias set(String task, long champion, Hold hold, String reason)
      throws InterruptedException {
    ModelAlias alias =
        ModelAlias.newBuilder()
            .setTask(task)
            .setChampion(champion)
            .setPinned(hold == Hold.PINNED)
            .setReason(reason)
            .setDecidedBy(person)
            .setDecidedAt(micros(clock.instant()))
            .build();
    byte[] key = task.getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.topics().modelAliases(), key, new AvroCodec().encode(alias)))
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the alias of " + task + " was not written", e);
    }
    return alias;
  }

  private static long micros(Instant time) {
    return Duration.between(Instant.EPOCH, time).toNanos() / 1_000;
  }
}
