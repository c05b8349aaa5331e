package dev.millrace.trainer.privacy;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Gaussian numbers that a replay repeats and that nobody else can guess: AES-128 in counter mode
 * under a key from the secret, with the step's number as nonce, through Box and Muller's transform.
 *
 * <p>Numbers are doubles and not exact samples; who sees weights bit by bit could use that (Mironov
 * 2012). Not thread-safe.
 */
final class GaussianNoise {

  private static final int KEY_BYTES = 16;

  private final SecretKeySpec key;
  private final Cipher cipher;

  GaussianNoise(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      key = new SecretKeySpec(digest, 0, KEY_BYTES, "AES");
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256 and AES", e);
    }
  }

  /**
   * Standard normal numbers of one step.
   *
   * @param number the step's number; two steps must not share one
   */
  double[] standard(long number, int count) {
    int pairs = (count + 1) / 2;
    LongBuffer bits = bits(number, 2 * pairs);
    double[] normal = new double[2 * pairs];
    for (int i = 0; i < pairs; i++) {
      // In (0, 1], so that the logarithm is finite.
      double first = ((bits.get() >>> 11) + 1) * 0x1.0p-53;
      double angle = 2 * Math.PI * ((bits.get() >>> 11) * 0x1.0p-53);
      double length = Math.sqrt(-2 * StrictMath.log(first));
      normal[2 * i] = length * StrictMath.cos(angle);
      normal[2 * i + 1] = length * StrictMath.sin(angle);
    }
    return normal;
  }

  private LongBuffer bits(long number, int count) {
    byte[] nonce = ByteBuffer.allocate(KEY_BYTES).putLong(number).array();
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
      return ByteBuffer.wrap(cipher.doFinal(new byte[count * Long.BYTES])).asLongBuffer();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("drawing noise failed", e);
    }
  }
}
