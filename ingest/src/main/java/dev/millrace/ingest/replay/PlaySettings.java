package dev.millrace.ingest.replay;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How recordings are played.
 *
 * @param range which part of them
 * @param topics only topics that one of these matches whole; empty is all
 * @param exclude and none that one of these matches whole
 * @param feeds feed by topic, where it isn't named after its topic
 * @param repeat whether it begins again at the end
 * @param dating how events are dated
 * @param alignment when each of several recordings starts
 * @param framesPerSecond rate of what has no times of its own; null where none is given
 * @param readAhead bytes read ahead of the clock
 */
public record PlaySettings(
    PlayRange range,
    List<Pattern> topics,
    List<Pattern> exclude,
    Map<String, String> feeds,
    Repeat repeat,
    Dating dating,
    Alignment alignment,
    @Nullable Double framesPerSecond,
    long readAhead) {

  /** What a pause of a busy disk or broker costs of a recording with pictures. */
  public static final long DEFAULT_READ_AHEAD = 64L << 20;

  /** All of it once, as recorded. */
  public static final PlaySettings DEFAULT =
      new PlaySettings(
          PlayRange.ALL,
          List.of(),
          List.of(),
          Map.of(),
          Repeat.ONCE,
          Dating.AS_RECORDED,
          Alignment.AS_RECORDED,
          null,
          DEFAULT_READ_AHEAD);

  /** What happens at the end. */
  public enum Repeat {
    ONCE,
    /** Over and over, each pass dated after the one before. */
    ENDLESS
  }

  /** How events are dated. */
  public enum Dating {
    AS_RECORDED,
    /** The first message is dated now, the others by their distance from it. */
    SHIFTED_TO_NOW
  }

  /** When each of several recordings starts. */
  public enum Alignment {
    AS_RECORDED,
    /** All start with the first one, whatever their clocks said. */
    SAME_START
  }

  public PlaySettings {
    topics = List.copyOf(topics);
    exclude = List.copyOf(exclude);
    feeds = Map.copyOf(feeds);
  }

  /** The same, into the feeds of tasks. */
  public PlaySettings into(Map<String, String> feedOfTopic) {
    return new PlaySettings(
        range, topics, exclude, feedOfTopic, repeat, dating, alignment, framesPerSecond, readAhead);
  }

  /** Whether the patterns take a topic. */
  boolean takes(String topic) {
    return (topics.isEmpty() || matches(topics, topic)) && !matches(exclude, topic);
  }

  private static boolean matches(List<Pattern> patterns, String topic) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(topic).matches());
  }
}
