package dev.millrace.schemas.blob;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How an S3 store is reached.
 *
 * @param endpoint address of the service
 * @param region part of the signature
 * @param signature signs requests; null where no key is given, for stores that ask for none
 * @param sessionToken sent with the requests of temporary keys; null for others
 */
record S3Settings(
    URI endpoint, String region, @Nullable AwsSignature signature, @Nullable String sessionToken) {

  private static final String DEFAULT_REGION = "us-east-1";

  /**
   * Reads the settings file.
   *
   * @param file null means none: AWS in its first region, without a key
   */
  static S3Settings read(@Nullable String file) throws IOException {
    Properties lines = new Properties();
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
        lines.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new IOException(
            "settings file "
                + file
                + " can't be read ("
                + e.getClass().getSimpleName()
                + "); it must exist on every machine that reads or writes blobs",
            e);
      }
    }
    String region = lines.getProperty("region", DEFAULT_REGION);
    String endpoint = lines.getProperty("endpoint", "https://s3." + region + ".amazonaws.com");
    String accessKey = lines.getProperty("accessKey");
    String secretKey = lines.getProperty("secretKey");
    if ((accessKey == null) != (secretKey == null)) {
      throw new IOException(
          "settings file "
              + file
              + " has one of accessKey and secretKey; it needs both or neither");
    }
    AwsSignature signature =
        accessKey == null || secretKey == null
            ? null
            : new AwsSignature(accessKey, secretKey, region);
    return new S3Settings(
        uri(endpoint, file), region, signature, lines.getProperty("sessionToken"));
  }

  private static URI uri(String endpoint, @Nullable String file) throws IOException {
    try {
      URI uri = URI.create(endpoint);
      boolean bare =
          uri.getHost() != null && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
      if (bare && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("settings file " + file + ": endpoint " + endpoint + " is no URL", e);
    }
    throw new IOException(
        "settings file " + file + ": endpoint " + endpoint + " is not https://HOST or http://HOST");
  }

  /** Host and port as the header of that name has them. */
  String host() {
    boolean standard =
        endpoint.getPort() < 0
            || endpoint.getPort() == ("https".equals(endpoint.getScheme()) ? 443 : 80);
    return standard ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "S3Settings[" + endpoint + ", " + region + "]";
  }
}
