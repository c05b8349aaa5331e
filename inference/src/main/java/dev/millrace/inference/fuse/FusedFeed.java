package dev.millrace.inference.fuse;

import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FuseSpec;
import dev.millrace.schemas.task.FuseSpec.AnySource;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sensor feed with all channels that a task fuses of it.
 *
 * @param feed the feed
 * @param channels channels in the order in which {@link FusedReading} holds their values
 * @param keys under which sources its readings are looked for
 */
record FusedFeed(Feed feed, List<String> channels, Set<Key> keys) implements Serializable {

  /** Under which source a reading is looked for. */
  enum Key {
    /** Its own. */
    OWN,
    /** One for all sources of the feed. */
    ANY
  }

  FusedFeed {
    channels = List.copyOf(channels);
    keys = Set.copyOf(keys);
  }

  /**
   * The feeds that a task fuses, each once.
   *
   * @throws IllegalArgumentException if a feed is only named
   */
  static List<FusedFeed> of(List<FuseSpec> specs) {
    Map<String, Feed> feeds = new LinkedHashMap<>();
    Map<String, List<String>> channels = new LinkedHashMap<>();
    Map<String, Set<Key>> keys = new HashMap<>();
    for (FuseSpec spec : specs) {
      Feed feed = spec.described();
      if (feed == null) {
        throw new IllegalArgumentException(
            "fused feed '" + spec.feed() + "' is only named; RunFeeds.described says what it is");
      }
      feeds.putIfAbsent(spec.feed(), feed);
      keys.computeIfAbsent(spec.feed(), name -> EnumSet.noneOf(Key.class))
          .add(spec.partner() instanceof AnySource ? Key.ANY : Key.OWN);
      List<String> wanted = channels.computeIfAbsent(spec.feed(), name -> new ArrayList<>());
      spec.channels().stream().filter(c -> !wanted.contains(c)).forEach(wanted::add);
    }
    return feeds.entrySet().stream()
        .map(
            entry ->
                new FusedFeed(
                    entry.getValue(), channels.get(entry.getKey()), keys.get(entry.getKey())))
        .toList();
  }

  /**
   * Whether readings go by their own order and not by markers, since nobody knows what a device
   * still holds back. Copied topics have markers, but these stand still with the topic and would
   * hold up those of a recording beside it, and they come later than a live prediction may wait.
   */
  boolean unmarked() {
    return feed.format().external();
  }

  /** Whether the feed may fall silent without an end. */
  boolean endless() {
    return feed.format().live() || unmarked();
  }

  FusedReading of(SensorReading reading) {
    double[] values = new double[channels.size()];
    for (int i = 0; i < values.length; i++) {
      int at = reading.getChannels().indexOf(channels.get(i));
      values[i] = at < 0 ? Double.NaN : reading.getValues().get(at);
    }
    return new FusedReading(
        reading.getFeed(),
        reading.getSourceId(),
        reading.getEventTime(),
        reading.getEventId(),
        values);
  }
}
