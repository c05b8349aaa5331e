package dev.millrace.schemas.topic;

import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.avro.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a dead letter the record to send again: to the input of the stage that refused it, with
 * its key, value and headers as they came and {@link RawHeaders#REPLAYED} added.
 *
 * @param kafka where records too large for a letter still lie
 */
public record LetterReplay(KafkaAccess kafka) {

  private static final String INGEST = "ingest";

  /** A letter either can be sent again, or there is a reason why not. */
  public sealed interface Outcome {}

  /**
   * The record to send.
   *
   * @param record goes to the failing stage's input
   */
  public record Again(ProducerRecord<byte[], byte[]> record) implements Outcome {}

  /**
   * Why a letter stays where it is.
   *
   * @param reason in words
   */
  public record Stays(String reason) implements Outcome {}

  /**
   * Looks at one letter.
   *
   * @param place where the letter itself lies
   */
  public Outcome of(DeadLetter letter, ConsumerRecord<?, ?> place) {
    if (!letter.getStage().startsWith(INGEST)) {
      return new Stays(
          "stage "
              + letter.getStage()
              + " reads events that other tasks have scored already; send the raw record again");
    }
    byte[] value = letter.getValue() == null ? original(letter) : bytes(letter.getValue());
    if (value == null) {
      return new Stays(
          "the record was too large for the letter, and "
              + letter.getTopic()
              + "-"
              + letter.getPartition()
              + " no longer holds offset "
              + letter.getOffset());
    }
    byte[] key = letter.getKey() == null ? null : bytes(letter.getKey());
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(letter.getTopic(), key, value);
    letter
        .getHeaders()
        .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    String from = place.topic() + "-" + place.partition() + "-" + place.offset();
    record.headers().remove(RawHeaders.REPLAYED);
    record.headers().add(RawHeaders.REPLAYED, from.getBytes(StandardCharsets.UTF_8));
    return new Again(record);
  }

  /** The value from the topic itself, null if retention has taken it. */
  private byte @Nullable [] original(DeadLetter letter) {
    return new RecordPlace(letter.getTopic(), letter.getPartition(), letter.getOffset())
        .read(kafka)
        .map(ConsumerRecord::value)
        .orElse(null);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }
}
