package dev.millrace.deploy.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How far a replay is, as one line. */
final class ReplayBar {

  private static final int CELLS = 24;
  private static final long NANOS = 1_000_000_000L;

  private final long start;
  private final long end;

  /**
   * @param start event time of the first moment, nanoseconds since 1970-01-01T00:00:00Z
   * @param end event time of the last one
   */
  ReplayBar(long start, long end) {
    this.start = start;
    this.end = end;
  }

  /**
   * The line.
   *
   * @param reached event time reached; {@link Long#MIN_VALUE} before the first message
   * @param messages played so far
   * @param state rate or what else is to be told
   */
  String line(long reached, long messages, String state) {
    long at = Math.max(start, reached);
    // A loop runs past the end: its bar begins again.
    long length = Math.max(1, end - start);
    long into = at > end ? (at - start) % length : at - start;
    int cells = (int) Math.min(CELLS, Math.round((double) CELLS * into / length));
    return String.format(
        Locale.ROOT,
        "[%s%s] %s  %,d messages  %s",
        "#".repeat(cells),
        " ".repeat(CELLS - cells),
        time(at),
        messages,
        state);
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS))
        .truncatedTo(ChronoUnit.MILLIS)
        .toString();
  }
}
