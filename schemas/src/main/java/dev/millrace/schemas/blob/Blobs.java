package dev.millrace.schemas.blob;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/** The table of stores by address. */
public final class Blobs {

  /** Largest blob that is written or read: four times a record, and a picture of any camera. */
  public static final int MOST_BYTES = 64 << 20;

  private Blobs() {}

  /**
   * Opens a store.
   *
   * @throws IOException if it can't be used, with the address and what to do
   */
  public static BlobStore open(BlobAddress address, InstantSource clock) throws IOException {
    URI uri = URI.create(address.uri());
    if ("file".equals(uri.getScheme())) {
      return new FolderBlobs(Path.of(uri), clock);
    }
    return new S3Blobs(uri, S3Settings.read(address.settings()), clock);
  }
}
