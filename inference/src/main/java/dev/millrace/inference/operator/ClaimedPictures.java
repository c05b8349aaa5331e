package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.Outcome;
import dev.millrace.schemas.avro.ImageFrame;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import dev.millrace.schemas.blob.UnusableBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the pictures behind claim checks, on the scoring thread that wants them. A blob that is
 * missing or damaged is the event's fault; a store that does not answer is not, and after a few
 * attempts the job fails, to go on from its checkpoint when it restarts. Thread-safe.
 */
final class ClaimedPictures implements AutoCloseable {

  /** Waits between attempts: a network hiccup passes in them, an outage does not. */
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

  private final @Nullable BlobStore store;

  private ClaimedPictures(@Nullable BlobStore store) {
    this.store = store;
  }

  /**
   * Pictures of a store.
   *
   * @param address null where none is named: claim checks then stay what they are
   * @throws UncheckedIOException if the store can't be opened
   */
  static ClaimedPictures in(@Nullable BlobAddress address) {
    try {
      return new ClaimedPictures(
          address == null ? null : Blobs.open(address, InstantSource.system()));
    } catch (IOException e) {
      throw new UncheckedIOException("the store of large pictures can't be opened: " + e, e);
    }
  }

  /** The event with its picture inside; any other event as it is. */
  Outcome<SpecificRecord> inline(SpecificRecord event) {
    if (store == null
        || !(event instanceof ImageFrame frame)
        || frame.getData() != null
        || frame.getDataUri() == null
        || !BlobName.isUri(frame.getDataUri())) {
      return Outcome.prepared(event);
    }
    BlobName name = BlobName.ofUri(frame.getDataUri());
    try {
      byte[] picture = fetch(store, name);
      return Outcome.prepared(
          ImageFrame.newBuilder(frame).setData(ByteBuffer.wrap(picture)).build());
    } catch (UnusableBlob e) {
      return Outcome.rejected(cause(e.code()), String.valueOf(e.getMessage()));
    }
  }

  private static Outcome.Cause cause(UnusableBlob.Cause cause) {
    return switch (cause) {
      case MISSING -> Outcome.Cause.BLOB_MISSING;
      case DAMAGED -> Outcome.Cause.BLOB_DAMAGED;
      case TOO_LARGE -> Outcome.Cause.TOO_LARGE;
    };
  }

  private static byte[] fetch(BlobStore store, BlobName name) throws UnusableBlob {
    for (int attempt = 0; ; attempt++) {
      try {
        return store.get(name, Blobs.MOST_BYTES);
      } catch (IOException e) {
        if (attempt == WAITS.size() || Thread.currentThread().isInterrupted()) {
          throw new UncheckedIOException(
              "blob store " + store.where() + " does not answer: " + e + "; is it there?", e);
        }
        LockSupport.parkNanos(WAITS.get(attempt).toNanos());
      }
    }
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
