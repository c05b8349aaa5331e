package dev.millrace.ingest.recording;

import dev.millrace.ingest.recording.format.RecordingFormats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Recordings read to their end. */
public final class Messages {

  /** A message that outlives its reader; the payload in hexadecimal. */
  public record Kept(String topic, long logTime, long ordinal, long publishTime, String payload) {}

  private Messages() {}

  /** All messages of a recording. */
  public static List<Kept> all(Path path) throws IOException {
    return all(path, MessageFilter.ALL);
  }

  /** The messages that are wanted. */
  public static List<Kept> all(Path path, MessageFilter filter) throws IOException {
    try (MessageReader reader =
        RecordingFormats.of(path).open(path, filter, RecordingLimits.DEFAULT)) {
      return all(reader);
    }
  }

  /** What a reader still gives. */
  public static List<Kept> all(MessageReader reader) throws IOException {
    List<Kept> kept = new ArrayList<>();
    for (Optional<RecordedMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
      kept.add(keep(next.get()));
    }
    return kept;
  }

  private static Kept keep(RecordedMessage message) {
    byte[] payload = new byte[message.payload().remaining()];
    message.payload().duplicate().get(payload);
    return new Kept(
        message.channel().topic(),
        message.logTime(),
        message.ordinal(),
        message.publishTime(),
        HexFormat.of().formatHex(payload));
  }

  /** What a recording says of itself. */
  public static RecordingSummary summary(Path path) throws IOException {
    return RecordingFormats.of(path).summary(path, RecordingLimits.DEFAULT);
  }

  /** How many messages each topic has. */
  public static Map<String, Long> counts(RecordingSummary summary) {
    Map<String, Long> counts = new TreeMap<>();
    summary.topics().forEach(topic -> counts.put(topic.name(), topic.messages()));
    return counts;
  }

  /** How many messages of each topic were read. */
  public static Map<String, Long> counts(List<Kept> messages) {
    Map<String, Long> counts = new TreeMap<>();
    messages.forEach(message -> counts.merge(message.topic(), 1L, Long::sum));
    return counts;
  }
}
