package dev.millrace.stream;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written to Kafka.
 *
 * @param topic topic
 * @param partition partition, or {@link #BY_KEY}
 * @param key key
 * @param value value, null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent")
public record Outbound(String topic, int partition, byte[] key, byte @Nullable [] value) {

  /** The partition follows from the key, as Kafka's own producer does it. */
  public static final int BY_KEY = -1;

  /** A record whose partition follows from its key. */
  public static Outbound keyed(String topic, String key, byte @Nullable [] value) {
    return new Outbound(topic, BY_KEY, key.getBytes(StandardCharsets.UTF_8), value);
  }
}
