package dev.millrace.ingest.replay;

import java.util.Optional;

/**
 * How the topics of a recording of Kafka are called: {@code millrace/raw/<feed>}, {@code
 * millrace/events/<feed>} and {@code millrace/predictions/<task>}, and their message types. One
 * place for writer and player.
 */
public final class RecordedTopics {

  private static final String RAW = "millrace/raw/";
  private static final String EVENTS = "millrace/events/";
  private static final String PREDICTIONS = "millrace/predictions/";

  private RecordedTopics() {}

  /** Records of a raw topic as they lay there. */
  public static String raw(String feed) {
    return RAW + feed;
  }

  /** Events of a feed. */
  public static String events(String feed) {
    return EVENTS + feed;
  }

  /** Predictions of a task. */
  public static String predictions(String task) {
    return PREDICTIONS + task;
  }

  /** The feed of a topic; empty if it is no recording of events or raw records. */
  static Optional<String> feed(String topic) {
    for (String prefix : new String[] {RAW, EVENTS}) {
      if (topic.startsWith(prefix)) {
        return Optional.of(topic.substring(prefix.length()));
      }
    }
    return Optional.empty();
  }

  static boolean isRaw(String topic) {
    return topic.startsWith(RAW);
  }

  static boolean isEvents(String topic) {
    return topic.startsWith(EVENTS);
  }

  /** Whether it holds results, which are not input again. */
  public static boolean isPredictions(String topic) {
    return topic.startsWith(PREDICTIONS);
  }
}
