package dev.millrace.schemas.blob;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Holds blobs by name. Thread-safe.
 *
 * <p>An {@link IOException} means that the store can't be reached or used at this time.
 */
public interface BlobStore extends AutoCloseable {

  /**
   * Holds a content from now on, as if it were new where it is held already. Returns when it would
   * outlast a crash.
   */
  BlobName put(byte[] content) throws IOException;

  /**
   * The content of a blob, which is what its name says.
   *
   * @param mostBytes refused before anything is allocated if it has more
   * @throws UnusableBlob if it is missing, damaged or too large
   */
  byte[] get(BlobName name, int mostBytes) throws IOException, UnusableBlob;

  /** All blobs, each with its size and when it was last put. */
  void list(Consumer<Stored> each) throws IOException;

  /**
   * Removes a blob unless it was put again since.
   *
   * @param before removed only if it was last put before that
   * @return whether it was removed
   */
  boolean remove(BlobName name, Instant before) throws IOException;

  /** Where it is, without secrets. */
  String where();

  @Override
  default void close() {}

  /**
   * A blob in the store.
   *
   * @param name its name
   * @param bytes its size
   * @param putAt when it was last put
   */
  record Stored(BlobName name, long bytes, Instant putAt) {}
}
