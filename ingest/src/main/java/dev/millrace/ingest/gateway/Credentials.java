package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.UnusableSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;

/**
 * User and password from a file of two lines, {@code user=…} and {@code password=…} (Java
 * properties, UTF-8). The password is in no message and in no {@code toString}.
 */
final class Credentials {

  private static final long MOST_BYTES = 64 * 1024;

  private final String user;
  private final String password;

  private Credentials(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /**
   * Reads the file.
   *
   * @throws UnusableSource if it can't be read or lacks one of the two
   */
  static Credentials read(Path file) {
    Properties lines = new Properties();
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UnusableSource(
            "credentials file "
                + file
                + " has more than "
                + MOST_BYTES
                + " bytes; it should hold the two lines user=… and password=…");
      }
      try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        lines.load(reader);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableSource(
          "credentials file "
              + file
              + " can't be read ("
              + e.getClass().getSimpleName()
              + "); it should exist and hold the two lines user=… and password=…",
          e);
    }
    return new Credentials(required(lines, "user", file), required(lines, "password", file));
  }

  private static String required(Properties lines, String key, Path file) {
    String value = lines.getProperty(key);
    if (value == null || value.isEmpty()) {
      throw new UnusableSource("credentials file " + file + " has no line " + key + "=…; add it");
    }
    return value;
  }

  String user() {
    return user;
  }

  byte[] password() {
    return password.getBytes(StandardCharsets.UTF_8);
  }

  /** Value of the HTTP header {@code Authorization} (RFC 7617). */
  String basicAuthorization() {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
