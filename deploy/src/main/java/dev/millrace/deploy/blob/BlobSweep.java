package dev.millrace.deploy.blob;

import dev.millrace.schemas.blob.BlobName;
import dev.millrace.schemas.blob.BlobStore;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes blobs that are older than any record may be and that no record names.
 *
 * <p>Both must hold. A broker keeps records longer than it must, by whole segments; and a blob is
 * put anew, and so made young, whenever a record names it again. A blob of another pipeline would
 * be old and unnamed too: each pipeline needs a store, or a prefix, of its own.
 *
 * @param store the blobs
 * @param kafka the cluster whose records name them
 * @param margin how much older than the longest retention a blob must be
 */
public record BlobSweep(BlobStore store, KafkaAccess kafka, Duration margin) {

  private static final Logger LOG = LoggerFactory.getLogger(BlobSweep.class);

  /** Clocks of store and broker differ, and a producer may hold a record back for minutes. */
  public static final Duration DEFAULT_MARGIN = Duration.ofDays(1);

  /**
   * What a store holds, and what of it can go.
   *
   * @param held blobs in all
   * @param heldBytes their bytes
   * @param named old ones that a record still names
   * @param unused old ones that no record names, with their bytes
   * @param before they were last put before that
   */
  public record Found(
      long held, long heldBytes, long named, Map<BlobName, Long> unused, Instant before) {

    public Found {
      unused = Map.copyOf(unused);
    }

    /** Bytes of those that no record names. */
    public long unusedBytes() {
      return unused.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Looks without removing anything. */
  public Found look(InstantSource clock) throws IOException, InterruptedException {
    TopicRetention retention = TopicRetention.of(kafka);
    Instant before = before(clock.instant(), retention.longest());
    Map<BlobName, Long> old = new HashMap<>();
    long[] held = new long[2];
    store.list(
        blob -> {
          held[0]++;
          held[1] += blob.bytes();
          if (blob.putAt().isBefore(before)) {
            old.put(blob.name(), blob.bytes());
          }
        });
    int candidates = old.size();
    for (String topic : retention.topics()) {
      if (old.isEmpty()) {
        break;
      }
      new TopicReader(kafka)
          .read(
              topic,
              record -> {
                if (record.value() != null) {
                  BlobMentions.in(record.value(), old::remove);
                }
              });
    }
    return new Found(held[0], held[1], candidates - old.size(), old, before);
  }

  private Instant before(Instant now, Duration retention) {
    return retention.equals(TopicRetention.FOR_EVER)
        ? Instant.MIN
        : now.minus(retention).minus(margin);
  }

  /**
   * Removes what {@link #look} has found, except what was put again since.
   *
   * @return how many were removed
   */
  public long remove(Found found) throws IOException {
    long removed = 0;
    for (BlobName name : found.unused().keySet()) {
      if (store.remove(name, found.before())) {
        removed++;
      }
    }
    LOG.info(
        "event=blobs-swept store={} held={} removed={} kept_named={}",
        store.where(),
        found.held(),
        removed,
        found.named());
    return removed;
  }
}
