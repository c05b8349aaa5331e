package dev.millrace.ingest.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may post: bearer tokens (RFC 6750), one a line of a file; lines with {@code #} say nothing.
 */
public final class Tokens {

  private static final String SCHEME = "Bearer ";
  private static final int SHORTEST = 16;
  private static final int RANDOM_BYTES = 32;
  private static final int NAME_BYTES = 8;

  private final List<byte[]> digests;

  private Tokens(List<byte[]> digests) {
    this.digests = digests;
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if there is no token in it, or one that can be guessed
   */
  public static Tokens read(Path file) {
    List<String> tokens;
    try {
      tokens =
          Files.readAllLines(file, StandardCharsets.UTF_8).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "token file " + file + " can't be read; it should hold one token a line", e);
    }
    if (tokens.isEmpty() || tokens.stream().anyMatch(token -> token.length() < SHORTEST)) {
      throw new IllegalArgumentException(
          "token file "
              + file
              + " must hold at least one token, and none shorter than "
              + SHORTEST
              + " characters; for example from 'openssl rand -hex 32'");
    }
    return new Tokens(tokens.stream().map(Tokens::digest).toList());
  }

  /** Makes the file with one random token that its owner alone can read, if it isn't there. */
  public static void makeIfAbsent(Path file) {
    byte[] random = random();
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, ownerOnly);
      Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
    } catch (FileAlreadyExistsException e) {
      // The token of an earlier start stays good.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("token file " + file + " can't be written", e);
    }
  }

  private static byte[] random() {
    byte[] random = new byte[RANDOM_BYTES];
    try {
      SecureRandom.getInstance("DRBG").nextBytes(random);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK since 9 has the generator DRBG", e);
    }
    return random;
  }

  /**
   * Whose token an {@code Authorization} header holds, by the start of its digest; empty for a
   * wrong one, which takes as long.
   */
  Optional<String> caller(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith(SCHEME)) {
      return Optional.empty();
    }
    byte[] given = digest(authorization.substring(SCHEME.length()).strip());
    boolean found = false;
    for (byte[] digest : digests) {
      found |= MessageDigest.isEqual(digest, given);
    }
    return found ? Optional.of(HexFormat.of().formatHex(given, 0, NAME_BYTES)) : Optional.empty();
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
