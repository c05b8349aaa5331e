package dev.millrace.schemas;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 5ms}, {@code 10s}, {@code 2h}, {@code 30d}, or ISO-8601.
 */
public final class DurationText {

  private static final Pattern SHORT = Pattern.compile("([0-9]{1,15})\\s?(us|ms|s|m|h|d)");

  private static final Map<String, Duration> UNITS =
      Map.of(
          "us", Duration.ofNanos(1000),
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  /** Longest duration: whatever is longer is a slip, and arithmetic on it would overflow. */
  private static final Duration MOST = Duration.ofDays(100 * 366L);

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is none, negative, or above a hundred years
   */
  public static Duration parse(String text) {
    Duration duration = read(text.strip());
    if (duration.isNegative() || duration.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "duration '" + text + "' must lie between zero and a hundred years");
    }
    return duration;
  }

  private static Duration read(String text) {
    Matcher matcher = SHORT.matcher(text);
    try {
      return matcher.matches()
          ? UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)))
          : Duration.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration; write 5ms, 10s, 3m, 2h, 30d or ISO-8601 (PT10S)", e);
    }
  }
}
