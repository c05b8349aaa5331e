package dev.millrace.ingest.replay;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A moment of a replay, as a user names it. */
public sealed interface PlayTime {

  /** The moment, nanoseconds since 1970-01-01T00:00:00Z, of a replay that starts at another. */
  long at(long start);

  /**
   * So long after the first message.
   *
   * @param offset not negative
   */
  record After(Duration offset) implements PlayTime {
    @Override
    public long at(long start) {
      return Math.addExact(start, offset.toNanos());
    }
  }

  /**
   * A time of the recording.
   *
   * @param instant when
   */
  record At(Instant instant) implements PlayTime {
    @Override
    public long at(long start) {
      return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
    }
  }
}
