package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.source.EventTimes;
import dev.millrace.schemas.task.TimeSpec;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Which column of a log is its time, and what is written there: ISO-8601 or a time since 1970. */
final class TimeColumn {

  private static final List<String> NAMES =
      List.of(
          "timestamp",
          "datetime",
          "time",
          "date_time",
          "eventtime",
          "event_time",
          "date",
          "ts",
          "t");

  /** From here on a number counts no seconds: that would be the year 5138. */
  private static final double MILLIS_FROM = 1e11;

  private static final double MICROS_FROM = 1e14;
  private static final double NANOS_FROM = 1e17;

  private static final EventTimes ISO = new EventTimes(TimeSpec.COUNTED);

  private TimeColumn() {}

  /** Place of the time among these names, by the first of the usual names that is there. */
  static OptionalInt among(List<String> names) {
    List<String> lower = names.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    return NAMES.stream().mapToInt(lower::indexOf).filter(place -> place >= 0).findFirst();
  }

  /** Nanoseconds since 1970-01-01T00:00:00Z; empty where the text is no time. */
  static OptionalLong nanos(String text) {
    String stripped = text.strip();
    try {
      return OptionalLong.of(Math.multiplyExact(ISO.parse(stripped), 1_000L));
    } catch (DateTimeException | ArithmeticException e) {
      return number(stripped);
    }
  }

  private static OptionalLong number(String text) {
    try {
      double number = Double.parseDouble(text);
      double size = Math.abs(number);
      if (size >= NANOS_FROM) {
        return OptionalLong.of(Long.parseLong(text));
      }
      double unit = size >= MICROS_FROM ? 1e3 : size >= MILLIS_FROM ? 1e6 : 1e9;
      return Double.isFinite(number)
          ? OptionalLong.of(Math.round(number * unit))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
