package dev.millrace.ingest.claim;

import dev.millrace.ingest.decode.PictureClaim;
import dev.millrace.schemas.RawHeaders;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.blob.Blobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts pictures above a size into the blob store and sends their claims instead. The blob is held
 * before the record is sent, so no record names a blob that is not there yet. Thread-safe.
 */
public final class Claims {

  /** Nothing is claimed; pictures travel in their records. */
  public static final Claims NONE = new Claims(null, Integer.MAX_VALUE);

  /** Pictures of a phone are larger than this; a megabyte is where Kafka's own defaults end. */
  public static final int DEFAULT_ABOVE = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  /** Room for headers and Kafka's own framing beside a picture. */
  private static final int FRAME_BYTES = 1 << 16;

  private static final int SHOWN_BYTES = 64 * 1024;
  private static final int ATTEMPTS = 3;
  private static final String PICTURE = "image/";

  private final @Nullable BlobStore store;
  private final int aboveBytes;

  private Claims(@Nullable BlobStore store, int aboveBytes) {
    this.store = store;
    this.aboveBytes = aboveBytes;
  }

  /**
   * Claims on a store.
   *
   * @param store stays open
   * @param aboveBytes a picture with more is claimed
   */
  public static Claims on(BlobStore store, int aboveBytes) {
    return new Claims(store, aboveBytes);
  }

  /** Largest picture that can be sent. */
  public int mostBytes() {
    return store == null ? Topics.MAX_RECORD_BYTES - FRAME_BYTES : Blobs.MOST_BYTES;
  }

  /**
   * The record, or one with a claim in place of its picture. What is no sound picture stays as it
   * is, for ingest to refuse; of what no record has room for, the beginning does.
   *
   * @throws BlobStoreFailure if the store does not take the picture
   */
  public ProducerRecord<byte[], byte[]> claimed(ProducerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (store == null || value == null || value.length <= aboveBytes) {
      return record;
    }
    Optional<PictureClaim.Found> found =
        isPicture(record) && value.length <= mostBytes()
            ? PictureClaim.look(value)
            : Optional.empty();
    if (found.isEmpty()) {
      return value.length > NONE.mostBytes() ? beginning(record) : record;
    }
    return with(record, found.get().claim(put(store, value)), RawHeaders.CLAIM);
  }

  /** Neither a record nor the store has room for it, and it must not stop the feed. */
  private static ProducerRecord<byte[], byte[]> beginning(ProducerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    ProducerRecord<byte[], byte[]> cut =
        with(record, Arrays.copyOf(value, SHOWN_BYTES), RawHeaders.UNREADABLE);
    String reason =
        "has "
            + value.length
            + " bytes, a record at most "
            + NONE.mostBytes()
            + ", and is no sound picture for the blob store; this is the beginning of a value with"
            + " SHA-256 "
            + BlobName.of(value).sha256();
    cut.headers().add(RawHeaders.SOURCE_ERROR, reason.getBytes(StandardCharsets.UTF_8));
    return cut;
  }

  private static ProducerRecord<byte[], byte[]> with(
      ProducerRecord<byte[], byte[]> record, byte[] value, String contentType) {
    ProducerRecord<byte[], byte[]> other =
        new ProducerRecord<>(
            record.topic(),
            record.partition(),
            record.timestamp(),
            record.key(),
            value,
            record.headers());
    other.headers().remove(RawHeaders.CONTENT_TYPE);
    other.headers().add(RawHeaders.CONTENT_TYPE, contentType.getBytes(StandardCharsets.UTF_8));
    return other;
  }

  private static boolean isPicture(ProducerRecord<byte[], byte[]> record) {
    Header type = record.headers().lastHeader(RawHeaders.CONTENT_TYPE);
    return type != null
        && type.value() != null
        && new String(type.value(), StandardCharsets.UTF_8)
            .strip()
            .toLowerCase(Locale.ROOT)
            .startsWith(PICTURE);
  }

  private static BlobName put(BlobStore store, byte[] content) {
    IOException last = new IOException("was never tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return store.put(content);
      } catch (IOException e) {
        last = e;
        LOG.warn("blob store {} did not take a blob: {}", store.where(), e.toString());
      }
    }
    throw new BlobStoreFailure(
        "blob store "
            + store.where()
            + " did not take "
            + content.length
            + " bytes in "
            + ATTEMPTS
            + " attempts: "
            + last
            + "; is it there, and is there room?",
        last);
  }
}
