package dev.millrace.ingest.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the last day with the digest of their payload. A key-value store rather than a window
 * store: windows close by event time, and a replay of 2011 must be remembered as long as any other.
 *
 * <p>An entry is 16 bytes of id to 16 bytes of payload digest and 8 bytes of wall-clock
 * milliseconds.
 */
final class SeenIds {

  static final String STORE = "seen-ids";

  private static final int ENTRY_BYTES = Digests.BYTES + Long.BYTES;

  private final KeyValueStore<Bytes, byte[]> store;
  private final InstantSource clock;
  private final Duration remembered;
  private @Nullable Bytes sweptTo;

  SeenIds(KeyValueStore<Bytes, byte[]> store, InstantSource clock, Duration remembered) {
    this.store = store;
    this.clock = clock;
    this.remembered = remembered;
  }

  /** Whether an id was seen before. */
  enum Seen {
    NEVER,
    SAME_PAYLOAD,
    OTHER_PAYLOAD
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray());
  }

  Seen look(Bytes id, Bytes payload) {
    byte[] entry = store.get(id);
    if (entry == null || expired(entry)) {
      return Seen.NEVER;
    }
    return Arrays.equals(entry, 0, Digests.BYTES, payload.get(), 0, Digests.BYTES)
        ? Seen.SAME_PAYLOAD
        : Seen.OTHER_PAYLOAD;
  }

  void remember(Bytes id, Bytes payload) {
    store.put(
        id, ByteBuffer.allocate(ENTRY_BYTES).put(payload.get()).putLong(clock.millis()).array());
  }

  /**
   * Forgets what is older than a day among the next entries, and goes on there next time: a sweep
   * over all of a day's ids at once would hold up the stream.
   *
   * @param entries most entries to look at
   */
  void sweep(int entries) {
    List<Bytes> old = new ArrayList<>();
    Bytes last = null;
    int looked = 0;
    try (KeyValueIterator<Bytes, byte[]> all = store.range(sweptTo, null)) {
      while (all.hasNext() && looked < entries) {
        KeyValue<Bytes, byte[]> entry = all.next();
        looked++;
        last = entry.key;
        if (expired(entry.value)) {
          old.add(entry.key);
        }
      }
      sweptTo = all.hasNext() ? last : null;
    }
    old.forEach(store::delete);
  }

  private boolean expired(byte[] entry) {
    long seenAt = ByteBuffer.wrap(entry).getLong(Digests.BYTES);
    return clock.millis() - seenAt >= remembered.toMillis();
  }
}
