package dev.millrace.trainer.join;

import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import dev.millrace.stream.Inbound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Events at the start of time, a minute for features and ten seconds for labels. */
final class JoinFixture {

  static final long SECOND = 1_000_000L;
  static final JoinSpec SPEC = new JoinSpec(Duration.ofSeconds(60), Duration.ofSeconds(10));

  private JoinFixture() {}

  static Arrival features(String eventId, long time) {
    return arrival("features", eventId, time, "features of " + eventId);
  }

  static Arrival label(String eventId, long time, String label) {
    return arrival("labels", eventId, time, label);
  }

  static String text(Inbound record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private static Arrival arrival(String topic, String eventId, long time, String value) {
    byte[] key = eventId.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return Arrival.readable(eventId, time, new Inbound(topic, 0, 0, 0, key, bytes));
  }

  /** The outcome as a line: kind, event, label time and label. */
  static String line(JoinOutcome outcome) {
    Inbound label = outcome.label();
    return outcome.kind()
        + " "
        + outcome.eventId()
        + (label == null ? "" : " " + outcome.labelTime() + " " + text(label));
  }
}
