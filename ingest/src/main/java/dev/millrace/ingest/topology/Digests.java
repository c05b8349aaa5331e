package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** SHA-256 of names, payloads and values. */
final class Digests {

  /** 128 bits: no two of 10^12 records collide with a chance above 10^-14. */
  static final int BYTES = 16;

  private Digests() {}

  static Bytes names(String... names) {
    MessageDigest sha = sha256();
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      // The length in front keeps ("a", "bc") and ("ab", "c") apart.
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      sha.update(bytes);
    }
    return shortened(sha);
  }

  /**
   * Digest of a payload and its time.
   *
   * @param statedTime the time as the producer gave it; null where it is the time of arrival, which
   *     differs between two sends of one event
   */
  static Bytes payload(Payload payload, @Nullable Long statedTime) {
    MessageDigest sha = sha256();
    payload.digest(sha);
    if (statedTime != null) {
      sha.update(ByteBuffer.allocate(Long.BYTES).putLong(statedTime).flip());
    }
    return shortened(sha);
  }

  static String hex(byte[] value) {
    return HexFormat.of().formatHex(sha256().digest(value));
  }

  private static Bytes shortened(MessageDigest sha) {
    return Bytes.wrap(Arrays.copyOf(sha.digest(), BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
