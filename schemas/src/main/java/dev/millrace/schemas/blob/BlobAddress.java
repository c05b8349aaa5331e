package dev.millrace.schemas.blob;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where blobs are held. Travels with the job graph, so it has no secrets: these lie in the settings
 * file, which must be at the same path wherever the store is opened.
 *
 * @param uri {@code file:///FOLDER} or {@code s3://BUCKET[/PREFIX]}
 * @param settings properties of an S3 store: endpoint, region, accessKey, secretKey, sessionToken;
 *     null means none
 */
public record BlobAddress(String uri, @Nullable String settings) implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * The address that a user has written.
   *
   * @param text a URI, or the path of a folder
   * @throws IllegalArgumentException if it is neither
   */
  public static BlobAddress of(String text, @Nullable Path settings) {
    String file = settings == null ? null : settings.toAbsolutePath().normalize().toString();
    if (!text.contains(":")) {
      return new BlobAddress(Path.of(text).toAbsolutePath().normalize().toUri().toString(), file);
    }
    URI uri = URI.create(text);
    boolean folder = "file".equals(uri.getScheme()) && uri.getPath() != null;
    boolean bucket = "s3".equals(uri.getScheme()) && uri.getHost() != null;
    if (!folder && !bucket) {
      throw new IllegalArgumentException(
          "'" + text + "' is no store for blobs; write a folder or s3://BUCKET/PREFIX");
    }
    if (uri.getUserInfo() != null || uri.getQuery() != null) {
      throw new IllegalArgumentException(
          "the address of a store has no user and no query; put them into its settings file");
    }
    return new BlobAddress(text, file);
  }
}
