package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.dashboard.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Entries by key and offset. When a key has too many, every second of its older half goes: what is
 * long ago is known more coarsely, and the first entry and the newest stay.
 */
final class ThinnedLog {

  /** Four times what an answer shows. */
  static final int MOST = 4_000;

  private final KeyValueStore<String, byte[]> store;
  private final int most;
  private final Map<String, Integer> sizes = new HashMap<>();

  ThinnedLog(KeyValueStore<String, byte[]> store, int most) {
    this.store = store;
    this.most = most;
  }

  void add(JsonNode entry, long offset, String... parts) {
    String key = Stores.key(parts);
    int size = sizes.computeIfAbsent(key, unknown -> keys(parts).size());
    if (size >= most) {
      size -= thin(keys(parts));
    }
    store.put(Stores.key(key, Stores.number(offset)), Json.bytes(entry));
    sizes.put(key, size + 1);
  }

  private int thin(List<String> keys) {
    int gone = 0;
    for (int i = 1; i < keys.size() / 2; i += 2) {
      store.delete(keys.get(i));
      gone++;
    }
    return gone;
  }

  private List<String> keys(String... parts) {
    String[] range = Stores.range(parts);
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries = store.range(range[0], range[1])) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }
}
