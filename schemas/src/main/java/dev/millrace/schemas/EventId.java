package dev.millrace.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names events. Never by content: real feeds repeat themselves, and two equal readings are two
 * events.
 */
public final class EventId {

  /** 128 bits: no two of 10^12 events collide with a chance above 10^-14. */
  private static final int ID_BYTES = 16;

  private EventId() {}

  /**
   * The id of a record from a source that knows its position.
   *
   * @param sourceId the source; must not hold an absolute path, or a replay elsewhere differs
   * @param channel the feed or topic within the source
   * @param sequence position in the source, from 0
   * @param eventTime microseconds since 1970-01-01T00:00:00Z
   * @return 32 hexadecimal digits
   */
  public static String of(String sourceId, String channel, long sequence, long eventTime) {
    MessageDigest sha = sha256();
    update(sha, sourceId);
    update(sha, channel);
    sha.update(ByteBuffer.allocate(16).putLong(sequence).putLong(eventTime).flip());
    return HexFormat.of().formatHex(sha.digest(), 0, ID_BYTES);
  }

  /** The id of a record that says nothing of itself: where it lies in the raw topic. */
  public static String of(String topic, int partition, long offset) {
    return topic + "-" + partition + "-" + offset;
  }

  /**
   * The id of a raw record by the first rule that applies: as given; by position in the source; by
   * place in the topic.
   *
   * @param given the producer's own id
   * @param sequence the position in the source, null where unknown
   */
  public static String choose(
      @Nullable String given,
      String sourceId,
      String channel,
      @Nullable Long sequence,
      long eventTime,
      String topic,
      int partition,
      long offset) {
    if (given != null && !given.isBlank()) {
      return given;
    }
    return sequence != null
        ? of(sourceId, channel, sequence, eventTime)
        : of(topic, partition, offset);
  }

  private static void update(MessageDigest sha, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    // The length in front keeps ("a", "bc") and ("ab", "c") apart.
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    sha.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
