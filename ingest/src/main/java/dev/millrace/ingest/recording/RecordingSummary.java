package dev.millrace.ingest.recording;

import java.util.List;

/**
 * What lies in a recording.
 *
 * @param format format, with its variant where it has several, for example {@code mcap (zstd)}
 * @param messages messages of all topics
 * @param start log time of the first message, nanoseconds since 1970-01-01T00:00:00Z; 0 without any
 * @param end log time of the last message, nanoseconds since 1970-01-01T00:00:00Z; 0 without any
 * @param topics one a topic, by name
 * @param damages what could not be read, one sentence each
 */
public record RecordingSummary(
    String format, long messages, long start, long end, List<Topic> topics, List<String> damages) {

  public RecordingSummary {
    topics = List.copyOf(topics);
    damages = List.copyOf(damages);
  }

  /**
   * One topic.
   *
   * @param name name as recorded
   * @param type message type
   * @param encoding how its messages are written
   * @param messages how many
   */
  public record Topic(String name, String type, String encoding, long messages) {}
}
