package dev.millrace.schemas.task;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a row gets its event time: from a column, or as {@code start + row × step}; never from the
 * clock, so that a replay gives the same times.
 *
 * @param column column with the time; null counts rows
 * @param pattern {@link java.time.format.DateTimeFormatter} pattern, read as UTC, or the word of an
 *     {@link EpochUnit}; null means ISO-8601
 * @param start time of the first row where rows are counted
 * @param step time between rows where rows are counted
 */
public record TimeSpec(
    @Nullable String column, @Nullable String pattern, Instant start, Duration step)
    implements Serializable {

  public TimeSpec {
    if (step.isNegative() || step.isZero()) {
      throw new IllegalArgumentException("time step must be above zero, not " + step);
    }
  }

  /** Rows counted from the start of 2000, one a second: plainly artificial, and the same always. */
  public static final TimeSpec COUNTED =
      new TimeSpec(null, null, Instant.parse("2000-01-01T00:00:00Z"), Duration.ofSeconds(1));
}
