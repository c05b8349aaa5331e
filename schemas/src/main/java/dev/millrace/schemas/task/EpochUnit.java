package dev.millrace.schemas.task;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times as numbers since 1970-01-01T00:00:00Z; the word stands in place of a pattern. */
public enum EpochUnit {
  SECONDS("epochSeconds", 1_000_000),
  MILLIS("epochMillis", 1_000),
  MICROS("epochMicros", 1);

  /** Longer numbers are no times, and cost much. */
  private static final int MOST_CHARS = 40;

  private final String word;
  private final BigDecimal micros;

  EpochUnit(String word, long micros) {
    this.word = word;
    this.micros = BigDecimal.valueOf(micros);
  }

  /** The unit that a pattern names; empty for a pattern of dates. */
  public static Optional<EpochUnit> of(@Nullable String pattern) {
    for (EpochUnit unit : values()) {
      if (unit.word.equals(pattern)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }

  /**
   * A time in microseconds, rounded down.
   *
   * @throws DateTimeException if the text is no number, or one that no time has
   */
  public long micros(String text) {
    String number = text.strip();
    if (number.length() > MOST_CHARS) {
      throw new DateTimeException("a number of " + number.length() + " characters is no time");
    }
    try {
      BigDecimal value = new BigDecimal(number);
      if (Math.abs(value.scale()) > MOST_CHARS) {
        throw new DateTimeException("'" + number + "' is no time");
      }
      return value.multiply(micros).setScale(0, RoundingMode.FLOOR).longValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      throw new DateTimeException("'" + number + "' is no number of " + word, e);
    }
  }

  @Override
  public String toString() {
    return word;
  }
}
