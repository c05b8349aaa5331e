package dev.millrace.ingest.gateway;

import java.util.Optional;

/**
 * Finds the source of a message in its topic: {@code fleet/{source}/imu}, where {@code +} passes
 * any one level and {@code #} at the end any number of them, as in a topic filter (MQTT 5, 4.7.1).
 */
final class TopicPattern {

  private static final String SOURCE = "{source}";

  private final String[] levels;

  TopicPattern(String pattern) {
    this.levels = pattern.split("/", -1);
  }

  /** The level that names the source; empty where the topic is of another form. */
  Optional<String> source(String topic) {
    String[] given = topic.split("/", -1);
    String source = null;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i].equals("#")) {
        return Optional.ofNullable(source);
      }
      if (i >= given.length) {
        return Optional.empty();
      }
      if (levels[i].equals(SOURCE)) {
        source = given[i].isEmpty() ? null : given[i];
      } else if (!levels[i].equals("+") && !levels[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return levels.length == given.length ? Optional.ofNullable(source) : Optional.empty();
  }
}
