package dev.millrace.ingest.replay;

import dev.millrace.ingest.source.UnusableSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which feed each recorded topic is played into.
 *
 * @param feedOf feed by topic
 */
public record Routing(Map<String, String> feedOf) {

  private static final String ILLEGAL = "[^a-zA-Z0-9._-]+";

  public Routing {
    feedOf = Map.copyOf(feedOf);
  }

  /**
   * Feeds named after their topics, except those that are mapped.
   *
   * @param topics recorded topics that are played
   * @param mapped feed by topic, as the user says
   * @throws UnusableSource if a mapped topic isn't there, or two topics would meet in one feed that
   *     nobody asked for
   */
  public static Routing of(Collection<String> topics, Map<String, String> mapped) {
    for (String topic : mapped.keySet()) {
      if (!topics.contains(topic)) {
        throw new UnusableSource(
            "topic '"
                + topic
                + "' is mapped to feed '"
                + mapped.get(topic)
                + "' and is not played; played are "
                + List.copyOf(topics));
      }
    }
    Map<String, String> feeds = new TreeMap<>();
    topics.forEach(topic -> feeds.put(topic, mapped.getOrDefault(topic, feedName(topic))));
    Map<String, List<String>> byFeed =
        topics.stream()
            .filter(topic -> !mapped.containsKey(topic))
            .collect(Collectors.groupingBy(feeds::get, TreeMap::new, Collectors.toList()));
    byFeed.forEach(
        (feed, same) -> {
          if (same.size() > 1) {
            throw new UnusableSource(
                "topics "
                    + same
                    + " would all be feed '"
                    + feed
                    + "'; give them names of their own (--map TOPIC=FEED)");
          }
        });
    return new Routing(feeds);
  }

  /**
   * A topic's name as that of a feed: {@code /camera/image} is {@code camera-image}. Topics that
   * {@code millrace record} wrote go back to the feed they came from.
   */
  public static String feedName(String topic) {
    Optional<String> own = RecordedTopics.feed(topic);
    String name = own.orElse(topic).replaceAll(ILLEGAL, "-").replaceAll("^-+|-+$", "");
    if (name.isEmpty()) {
      throw new UnusableSource(
          "topic '" + topic + "' has no letter that a feed could be called by; map it (--map)");
    }
    return name;
  }

  /** All feeds, by name. */
  public List<String> feeds() {
    return feedOf.values().stream().distinct().sorted().toList();
  }
}
