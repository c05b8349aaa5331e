package dev.millrace.dashboard.query;

import dev.millrace.dashboard.view.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;

/**
 * The stores of this instance.
 *
 * @param streams where they are
 */
public record LocalState(KafkaStreams streams) implements StateReader {

  @Override
  public List<Entry> read(Slice slice) {
    try {
      return Stores.windowed(slice.store()) ? windows(slice) : entries(slice);
    } catch (InvalidStateStoreException e) {
      throw Refused.notReady(
          "store "
              + slice.store()
              + " is not there yet, the views are "
              + streams.state()
              + "; ask again in a second");
    }
  }

  private List<Entry> entries(Slice slice) {
    ReadOnlyKeyValueStore<String, byte[]> store =
        streams.store(
            StoreQueryParameters.fromNameAndType(
                slice.store(), QueryableStoreTypes.keyValueStore()));
    List<Entry> found = new ArrayList<>();
    // Not get(): it looks for the key in one partition after the other and stops at the first.
    try (KeyValueIterator<String, byte[]> all = store.range(slice.from(), slice.to())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        found.add(new Entry(entry.key, 0, entry.value));
      }
    }
    return found;
  }

  private List<Entry> windows(Slice slice) {
    ReadOnlyWindowStore<String, byte[]> store =
        streams.store(
            StoreQueryParameters.fromNameAndType(slice.store(), QueryableStoreTypes.windowStore()));
    Instant from = Instant.ofEpochMilli(slice.fromTime());
    Instant to = Instant.ofEpochMilli(slice.toTime());
    String key = slice.from();
    List<Entry> found = new ArrayList<>();
    // A range of one key: fetch(key) too stops at the first partition that has it.
    try (KeyValueIterator<Windowed<String>, byte[]> all =
        key == null ? store.fetchAll(from, to) : store.fetch(key, key, from, to)) {
      while (all.hasNext()) {
        KeyValue<Windowed<String>, byte[]> entry = all.next();
        found.add(new Entry(entry.key.key(), entry.key.window().start(), entry.value));
      }
    }
    return found;
  }
}
