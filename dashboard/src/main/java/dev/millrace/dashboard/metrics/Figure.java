package dev.millrace.dashboard.metrics;

import java.util.Map;

/**
 * One figure at one moment.
 *
 * @param name in Prometheus' manner: what, then the unit; counters without {@code _total}
 * @param kind whether it only grows
 * @param help what it says
 * @param labels names and values that tell equal names apart
 * @param value in the unit of the name; NaN is left out
 */
public record Figure(
    String name, Kind kind, String help, Map<String, String> labels, double value) {

  /** How a figure moves. */
  public enum Kind {
    /** Up and down. */
    GAUGE,
    /** Only up, from the start of the process. */
    COUNTER
  }

  public Figure {
    labels = Map.copyOf(labels);
  }

  /** A gauge. */
  public static Figure gauge(String name, String help, Map<String, String> labels, double value) {
    return new Figure(name, Kind.GAUGE, help, labels, value);
  }

  /** A counter. */
  public static Figure counter(String name, String help, Map<String, String> labels, double value) {
    return new Figure(name, Kind.COUNTER, help, labels, value);
  }
}
