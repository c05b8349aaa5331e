package dev.millrace.ingest.decode;

import dev.millrace.schemas.task.EpochUnit;
import dev.millrace.schemas.task.TimeSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads times of events. */
public final class EventTimes {

  private static final Pattern MICROSECONDS = Pattern.compile("[+-]?\\d{1,19}");
  private static final int LONGEST = 64;

  private final Limits limits;

  public EventTimes(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads ISO-8601 with an offset, or microseconds since 1970-01-01T00:00:00Z.
   *
   * @param field where the text comes from, for the message
   */
  public long read(String text, String field) throws Rejection {
    String bare = text.strip();
    try {
      return MICROSECONDS.matcher(bare).matches()
          ? checked(Long.parseLong(bare), field)
          : checked(iso(bare), field);
    } catch (DateTimeException | NumberFormatException e) {
      throw unreadable(text, field, "ISO-8601 with an offset such as 2026-01-31T10:00:00Z, or µs");
    }
  }

  /** Reads a time as the feed writes it. */
  long read(String text, String field, TimeSpec spec) throws Rejection {
    String pattern = spec.pattern();
    if (pattern == null || !field.equals(spec.column())) {
      return read(text, field);
    }
    try {
      Optional<EpochUnit> unit = EpochUnit.of(pattern);
      if (unit.isPresent()) {
        return checked(unit.get().micros(text), field);
      }
      DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
      LocalDateTime time = LocalDateTime.parse(text.strip(), formatter);
      return checked(time.toInstant(ZoneOffset.UTC), field);
    } catch (DateTimeException e) {
      throw unreadable(text, field, "the feed's pattern " + pattern);
    }
  }

  private static Instant iso(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static Rejection unreadable(String text, String field, String form) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return new Rejection(
        Cause.BAD_TIME, field + " '" + shown + "' is no time; write it as " + form);
  }

  private long checked(Instant time, String field) throws Rejection {
    if (time.isBefore(limits.earliest()) || time.isAfter(limits.latest())) {
      throw outside(time.toString(), field);
    }
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /**
   * Passes a time that lies within the limits.
   *
   * @param micros microseconds since 1970-01-01T00:00:00Z
   */
  public long checked(long micros, String field) throws Rejection {
    if (micros < ChronoUnit.MICROS.between(Instant.EPOCH, limits.earliest())
        || micros > ChronoUnit.MICROS.between(Instant.EPOCH, limits.latest())) {
      throw outside(micros + " µs", field);
    }
    return micros;
  }

  private Rejection outside(String value, String field) {
    return new Rejection(
        Cause.BAD_TIME,
        field
            + " is "
            + value
            + ", outside of "
            + limits.earliest()
            + " to "
            + limits.latest()
            + "; set the clock of the source, and send microseconds where it is a number");
  }
}
