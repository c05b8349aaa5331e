package dev.millrace.dashboard.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.LetterReplay;
import dev.millrace.schemas.topic.RecordPlace;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One dead letter with its bytes, read from the topic. Thread-safe. */
public final class Letters {

  private static final int LONGEST_TEXT = 64 * 1024;
  private static final int BASE64_BYTES = 4 * 1024;

  private final KafkaAccess kafka;
  private final AvroCodec codec = new AvroCodec();

  public Letters(KafkaAccess kafka) {
    this.kafka = kafka;
  }

  /**
   * A letter with the place where it lies.
   *
   * @param place its record
   * @param letter what is in it
   */
  public record Found(ConsumerRecord<byte[], byte[]> place, DeadLetter letter) {}

  /**
   * Reads a letter.
   *
   * @throws Refused with 404 if there is none at that place
   */
  public Found find(int partition, long offset) {
    String topic = kafka.topics().deadLetters();
    ConsumerRecord<byte[], byte[]> record =
        new RecordPlace(topic, partition, offset)
            .read(kafka)
            .orElseThrow(() -> gone(partition, offset));
    try {
      return new Found(record, codec.decode(record.value(), DeadLetter.class));
    } catch (UnreadableRecord e) {
      throw gone(partition, offset);
    }
  }

  private Refused gone(int partition, long offset) {
    return Refused.notFound(
        "no dead letter lies at "
            + kafka.topics().deadLetters()
            + "-"
            + partition
            + " offset "
            + offset
            + "; retention may have taken it");
  }

  /** As the API shows it. */
  public ObjectNode json(int partition, long offset) {
    Found found = find(partition, offset);
    DeadLetter letter = found.letter();
    ObjectNode node = Json.object().put("topic", letter.getTopic());
    node.put("partition", partition).put("offset", offset);
    node.put("at", Json.millis(letter.getDeadAt())).put("stage", letter.getStage());
    node.put("error", letter.getError()).put("reason", letter.getReason());
    node.put("feed", letter.getFeed()).put("task", letter.getTask());
    node.put("eventId", letter.getEventId());
    ObjectNode headers = node.putObject("headers");
    new TreeMap<>(letter.getHeaders()).forEach(headers::put);
    node.put("key", letter.getKey() == null ? null : text(letter.getKey()));
    value(node, letter.getValue());
    LetterReplay.Outcome outcome = new LetterReplay(kafka).of(letter, found.place());
    boolean replayable = outcome instanceof LetterReplay.Again;
    node.put("replayable", replayable);
    return node.put("why", outcome instanceof LetterReplay.Stays stays ? stays.reason() : null);
  }

  private static void value(ObjectNode node, @Nullable ByteBuffer value) {
    if (value == null) {
      node.putNull("text").putNull("bytes").putNull("base64").put("truncated", true);
      return;
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    boolean fits = bytes.length <= LONGEST_TEXT;
    node.put("text", fits ? text(value) : null).put("bytes", bytes.length);
    byte[] head = Arrays.copyOf(bytes, Math.min(BASE64_BYTES, bytes.length));
    node.put("base64", Base64.getEncoder().encodeToString(head));
    node.put("truncated", !fits || bytes.length > BASE64_BYTES);
  }

  /** As UTF-8; null where it is none. */
  private static @Nullable String text(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
