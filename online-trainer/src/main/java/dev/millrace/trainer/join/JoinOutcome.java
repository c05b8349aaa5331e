package dev.millrace.trainer.join;

import dev.millrace.stream.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * What became of features or a label.
 *
 * @param kind what happened
 * @param eventId id of the event; empty where it could not be read
 * @param labelTime time of the label in the order of examples, microseconds; 0 without a label
 * @param features the features' record; null unless joined
 * @param label the label's record, or the unreadable one; null where it only counts
 * @param problem why the record cannot be read; empty where it can
 */
public record JoinOutcome(
    Kind kind,
    String eventId,
    long labelTime,
    @Nullable Inbound features,
    @Nullable Inbound label,
    String problem) {

  /** What happened. */
  public enum Kind {
    /** Features and label met before the watermark passed the label's time. */
    JOINED,
    /** They met afterwards: the example cannot take its place in the order any more. */
    JOINED_LATE,
    /** The event has its label already. */
    LABEL_REPEATED,
    /** No features came in time. */
    LABEL_EXPIRED,
    /** No label came in time. */
    FEATURES_UNLABELLED,
    /** A record that is no features or no label. */
    UNREADABLE
  }

  static JoinOutcome joined(Kind kind, long labelTime, Inbound features, Arrival label) {
    return new JoinOutcome(kind, label.eventId(), labelTime, features, label.record(), "");
  }

  static JoinOutcome counted(Kind kind, String eventId) {
    return new JoinOutcome(kind, eventId, 0, null, null, "");
  }

  static JoinOutcome unreadable(Arrival arrival) {
    return new JoinOutcome(Kind.UNREADABLE, "", 0, null, arrival.record(), arrival.problem());
  }
}
