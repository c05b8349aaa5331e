package dev.millrace.schemas.task;

import java.io.Serializable;
import java.time.Duration;

/**
 * How much later a label is sent than its event: after so many further events, or so much event
 * time. One of the two is zero.
 *
 * @param events further events of the feed
 * @param time event time
 */
public record LabelDelay(long events, Duration time) implements Serializable {

  public static final LabelDelay NONE = new LabelDelay(0, Duration.ZERO);

  public LabelDelay {
    if (events < 0 || time.isNegative() || (events > 0 && !time.isZero())) {
      throw new IllegalArgumentException(
          "a label delay is a number of events or a time, and not negative: "
              + events
              + ", "
              + time);
    }
  }
}
