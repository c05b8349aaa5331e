package dev.millrace.ingest.topology;

import dev.millrace.ingest.topology.Tally.Counter;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The counters of one stream task, that is, of one partition of each raw topic. They live in a
 * store with a changelog, so that they are committed together with the records that they count.
 */
final class Counters {

  static final String STORE = "counters";

  private final KeyValueStore<String, Long> store;

  Counters(KeyValueStore<String, Long> store) {
    this.store = store;
  }

  /** In memory, as they are few, and cached, so that a commit logs each of them once. */
  static StoreBuilder<KeyValueStore<String, Long>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.Long())
        .withCachingEnabled();
  }

  void add(Tally tally, Counter counter) {
    store.put(tally.key(counter), count(tally, counter) + 1);
  }

  private long count(Tally tally, Counter counter) {
    Long count = store.get(tally.key(counter));
    return count == null ? 0 : count;
  }

  /** All counters of a tally by their names in a marker. */
  Map<String, Long> of(Tally tally) {
    Map<String, Long> counts = new TreeMap<>();
    for (Counter counter : Counter.values()) {
      counts.put(counter.named(tally.side()), count(tally, counter));
    }
    return counts;
  }
}
