package dev.millrace.ingest.source;

import dev.millrace.schemas.task.EpochUnit;
import dev.millrace.schemas.task.TimeSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Event times in microseconds since 1970-01-01T00:00:00Z: read from a column, or counted from the
 * start of the recording. Never from the clock, so that a replay gives the same times.
 */
public final class EventTimes {

  /** ISO-8601 with 'T' or a blank between date and time, time and offset optional. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalEnd()
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private final TimeSpec spec;
  private final DateTimeFormatter formatter;
  private final @Nullable EpochUnit unit;

  /**
   * Times as a feed gives them.
   *
   * @throws UnusableSource if the pattern is none
   */
  public EventTimes(TimeSpec spec) {
    this.spec = spec;
    this.unit = EpochUnit.of(spec.pattern()).orElse(null);
    try {
      this.formatter =
          spec.pattern() == null || unit != null
              ? ISO
              : DateTimeFormatter.ofPattern(spec.pattern(), Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new UnusableSource("time pattern '" + spec.pattern() + "': " + e.getMessage(), e);
    }
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Time of the row at this position where rows are counted. */
  long counted(long sequence) {
    return micros(spec.start()) + Math.multiplyExact(sequence, stepMicros());
  }

  /** Time between two counted rows; at least 1. */
  long stepMicros() {
    return Math.max(1, spec.step().toNanos() / 1_000);
  }

  /**
   * The time in a column.
   *
   * @throws DateTimeException if the text doesn't follow the pattern
   */
  public long parse(String text) {
    if (unit != null) {
      return unit.micros(text);
    }
    TemporalAccessor time =
        formatter.parseBest(
            text.strip(), Instant::from, LocalDateTime::from, EventTimes::startOfDay);
    return micros(
        time instanceof Instant instant
            ? instant
            : ((LocalDateTime) time).toInstant(ZoneOffset.UTC));
  }

  private static LocalDateTime startOfDay(TemporalAccessor parsed) {
    return LocalDate.from(parsed).atStartOfDay();
  }

  /** How times should look, for messages. */
  String expected() {
    return spec.pattern() == null ? "ISO-8601" : "the pattern '" + spec.pattern() + "'";
  }
}
