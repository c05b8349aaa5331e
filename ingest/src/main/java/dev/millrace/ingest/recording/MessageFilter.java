package dev.millrace.ingest.recording;

import java.util.function.Predicate;

/**
 * Which messages are wanted. Readers with an index pass over the rest without reading it.
 *
 * @param topics whether a topic is wanted
 * @param from first log time, nanoseconds since 1970-01-01T00:00:00Z
 * @param until first log time that is no longer wanted
 */
public record MessageFilter(Predicate<String> topics, long from, long until) {

  /** Wants all. */
  public static final MessageFilter ALL =
      new MessageFilter(topic -> true, Long.MIN_VALUE, Long.MAX_VALUE);

  /** Whether a message of that topic and time is wanted. */
  public boolean takes(String topic, long logTime) {
    return logTime >= from && logTime < until && topics.test(topic);
  }
}
