package dev.millrace.trainer.fit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which examples are held out: a function of seed and event id, so that an event stays on its side
 * when the log grows.
 *
 * @param seed seed of the split
 * @param heldOut part that is held out
 */
record Split(long seed, double heldOut) {

  boolean holdsOut(String eventId) {
    return uniform(eventId) < heldOut;
  }

  /** A number in [0, 1) from the first 53 bits of a digest. */
  private double uniform(String eventId) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
      sha.update(eventId.getBytes(StandardCharsets.UTF_8));
      return (ByteBuffer.wrap(sha.digest()).getLong() >>> 11) * 0x1.0p-53;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
