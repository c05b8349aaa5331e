package dev.millrace.dashboard.view;

import dev.millrace.dashboard.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The sources of a partition; those heard of lately stay decoded. */
final class SourceBook {

  /** A source that is silent so long is forgotten. */
  static final Duration KEPT = Duration.ofHours(24);

  private static final int MOST_DECODED = 2_000;
  private static final int LONGEST_NAME = 512;

  private final KeyValueStore<String, byte[]> sources;
  private final KeyValueStore<String, byte[]> tracks;
  private final Map<String, SourceSums> decoded = newest();
  private final Map<String, Track> decodedTracks = newest();

  SourceBook(KeyValueStore<String, byte[]> sources, KeyValueStore<String, byte[]> tracks) {
    this.sources = sources;
    this.tracks = tracks;
  }

  private static <T> Map<String, T> newest() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > MOST_DECODED;
      }
    };
  }

  /** Adds an event; times are milliseconds. */
  void event(String source, String feed, long at, double time, @Nullable Position where) {
    String key = Json.cut(source, LONGEST_NAME);
    SourceSums sums = sums(key);
    sums.event(Json.cut(feed, LONGEST_NAME), at, time, where);
    sources.put(key, sums.bytes());
    if (where != null) {
      Track track =
          decodedTracks.computeIfAbsent(
              key,
              name -> {
                byte[] kept = tracks.get(name);
                return kept == null ? new Track() : Track.of(kept);
              });
      if (track.add(where)) {
        tracks.put(key, Json.bytes(track.json()));
      }
    }
  }

  /** Notes that a task answers for a source. */
  void answered(String source, String task) {
    String key = Json.cut(source, LONGEST_NAME);
    SourceSums sums = sums(key);
    if (sums.task(task)) {
      sources.put(key, sums.bytes());
    }
  }

  private SourceSums sums(String key) {
    return decoded.computeIfAbsent(
        key,
        name -> {
          byte[] kept = sources.get(name);
          return kept == null ? new SourceSums() : SourceSums.of(kept);
        });
  }

  /** Forgets sources that were silent for long. */
  void forget(long now) {
    List<String> silent = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = sources.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (now - SourceSums.of(entry.value).lastSeen() > KEPT.toMillis()) {
          silent.add(entry.key);
        }
      }
    }
    for (String key : silent) {
      sources.delete(key);
      tracks.delete(key);
      decoded.remove(key);
      decodedTracks.remove(key);
    }
  }
}
