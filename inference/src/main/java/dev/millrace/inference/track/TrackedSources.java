package dev.millrace.inference.track;

import dev.millrace.schemas.task.TrackSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tracks of all sources, each for itself, never more sources than a given number. Not
 * thread-safe.
 */
final class TrackedSources {

  /** Some 20 MiB where each camera sees ten objects. */
  static final int MOST_SOURCES = 10_000;

  private final TrackSpec spec;
  private final int most;

  /** By when they last sent a frame; the clock of a device may be wrong, so not by event time. */
  private final Map<String, SourceTracks> bySource = new LinkedHashMap<>(16, 0.75f, true);

  private long dropped;

  /**
   * @param most most sources; then the one that has been silent for longest is forgotten
   */
  TrackedSources(TrackSpec spec, int most) {
    this.spec = spec;
    this.most = most;
  }

  /** The tracks of a source that sends a frame. */
  SourceTracks of(String source) {
    SourceTracks tracks = bySource.computeIfAbsent(source, id -> new SourceTracks(spec));
    if (bySource.size() > most) {
      bySource.remove(bySource.keySet().iterator().next());
      dropped++;
    }
    return tracks;
  }

  /** How many sources were forgotten early since this was last asked. */
  long takeDropped() {
    long taken = dropped;
    dropped = 0;
    return taken;
  }

  /**
   * Forgets sources that need nothing remembered, as no frame comes before a time, microseconds.
   */
  void forgetBefore(long time) {
    bySource.values().removeIf(tracks -> tracks.isForgotten(time));
  }

  /** All sources with their tracks, each in bytes. */
  List<byte[]> stored() throws IOException {
    List<byte[]> stored = new ArrayList<>();
    for (Map.Entry<String, SourceTracks> entry : bySource.entrySet()) {
      stored.add(new StoredTracks(entry.getKey(), entry.getValue()).toBytes());
    }
    return stored;
  }

  /** Goes on from a checkpoint. A source that stands there twice is as it was last. */
  void restore(Iterable<byte[]> stored) throws IOException {
    List<StoredTracks> all = new ArrayList<>();
    for (byte[] bytes : stored) {
      all.add(StoredTracks.fromBytes(bytes, spec));
    }
    all.sort(Comparator.comparingLong(one -> one.tracks().last()));
    all.forEach(one -> bySource.put(one.source(), one.tracks()));
  }
}
