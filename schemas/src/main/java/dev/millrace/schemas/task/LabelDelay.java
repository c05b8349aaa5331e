package dev.millrace.schemas.task;

import dev.millrace.schemas.DurationText;
import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much later a label is sent than its event: after so many further events, or so much event
 * time. One of the two is zero.
 *
 * @param events further events of the feed
 * @param time event time
 */
public record LabelDelay(long events, Duration time) implements Serializable {

  public static final LabelDelay NONE = new LabelDelay(0, Duration.ZERO);

  private static final Pattern EVENTS = Pattern.compile("([0-9]{1,15})(\\s+events?)?");

  public LabelDelay {
    if (events < 0 || time.isNegative() || (events > 0 && !time.isZero())) {
      throw new IllegalArgumentException(
          "a label delay is a number of events or a time, and not negative: "
              + events
              + ", "
              + time);
    }
  }

  /**
   * Reads {@code 500 events}, {@code 500} (events too) or a duration such as {@code 10s}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static LabelDelay parse(String text) {
    Matcher events = EVENTS.matcher(text.strip());
    return events.matches()
        ? new LabelDelay(Long.parseLong(events.group(1)), Duration.ZERO)
        : new LabelDelay(0, DurationText.parse(text));
  }
}
