package dev.millrace.dashboard.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a request must bring to change anything (a bearer token, RFC 6750). Thread-safe. */
public final class Token {

  private static final String SCHEME = "Bearer ";
  private static final int SHORTEST = 16;
  private static final int RANDOM_BYTES = 24;

  private final byte[] digest;
  private final AtomicLong wrong = new AtomicLong();

  /**
   * @throws IllegalArgumentException if it can be guessed
   */
  public Token(String text) {
    if (text.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "a control token has at least "
              + SHORTEST
              + " characters, not "
              + text.length()
              + "; for example from 'openssl rand -hex 32'");
    }
    digest = digest(text);
  }

  /**
   * Reads the first line of a file.
   *
   * @throws IllegalArgumentException if it can't be read or can be guessed
   */
  public static Token read(Path file) {
    try {
      return new Token(Files.readString(file).lines().findFirst().orElse("").strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "control token file " + file + " can't be read; its first line should be the token", e);
    }
  }

  /** A text nobody guesses, that may stand in an address. */
  public static String random() {
    byte[] random = new byte[RANDOM_BYTES];
    try {
      SecureRandom.getInstance("DRBG").nextBytes(random);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK since 9 has the generator DRBG", e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Whether an {@code Authorization} header holds it; takes as long for a wrong one. */
  public boolean allows(@Nullable String authorization) {
    String given =
        authorization != null && authorization.startsWith(SCHEME)
            ? authorization.substring(SCHEME.length()).strip()
            : "";
    boolean right = MessageDigest.isEqual(digest, digest(given));
    if (!right) {
      wrong.incrementAndGet();
    }
    return right;
  }

  /** How often it was not the one. */
  public long wrong() {
    return wrong.get();
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
