package dev.millrace.trainer.join;

import dev.millrace.stream.Inbound;

/**
 * Features or a label of one event, still as the record it came in.
 *
 * @param eventId id of the event, what is joined on
 * @param time event time of features or label time of a label, microseconds
 * @param record the record
 * @param problem why the record cannot be read; empty where it can
 */
public record Arrival(String eventId, long time, Inbound record, String problem) {

  /** A record that could be read. */
  public static Arrival readable(String eventId, long time, Inbound record) {
    return new Arrival(eventId, time, record, "");
  }

  /** A record that could not be read; it is joined with nothing. */
  public static Arrival unreadable(Inbound record, String problem) {
    return new Arrival("", 0, record, problem);
  }

  public boolean isReadable() {
    return problem.isEmpty();
  }
}
