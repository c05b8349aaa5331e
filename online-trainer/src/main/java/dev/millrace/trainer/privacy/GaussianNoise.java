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
 * under a key from the secret, with the step's number as nonce, through Marsaglia's polar method
 * (1964): of points drawn in a square those inside the circle give two numbers each.
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
    start(number);
    double[] normal = new double[count + 1];
    LongBuffer bits = LongBuffer.allocate(0);
    for (int i = 0; i < count; ) {
      if (bits.remaining() < 2) {
        bits = next(count - i);
      }
      double x = inUnit(bits.get());
      double y = inUnit(bits.get());
      double square = x * x + y * y;
      if (square < 1 && square > 0) {
        double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
        normal[i++] = x * factor;
        normal[i++] = y * factor;
      }
    }
    return normal;
  }

  /** A number between −1 and 1, from 54 of the bits. */
  private static double inUnit(long bits) {
    return (bits >> 10) * 0x1.0p-53;
  }

  private void start(long number) {
    byte[] nonce = ByteBuffer.allocate(KEY_BYTES).putLong(number).array();
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("drawing noise failed", e);
    }
  }

  /** The key stream's next bits, enough for so many numbers in most cases. */
  private LongBuffer next(int count) {
    // Of all pairs π/4 lie inside the circle.
    int pairs = (int) (count / 2 * 1.3) + 8;
    return ByteBuffer.wrap(cipher.update(new byte[pairs * 2 * Long.BYTES])).asLongBuffer();
  }
}
