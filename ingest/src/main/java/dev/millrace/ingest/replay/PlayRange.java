package dev.millrace.ingest.replay;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.source.UnusableSource;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which part of recordings is played.
 *
 * @param start first moment; null is the first message
 * @param duration how long from there; null is to the end
 * @param until first moment that is not played; null is after the last message
 */
public record PlayRange(
    @Nullable PlayTime start, @Nullable Duration duration, @Nullable PlayTime until) {

  /** All of it. */
  public static final PlayRange ALL = new PlayRange(null, null, null);

  /**
   * The range in the time of the play.
   *
   * @param first moment of the first message, nanoseconds since 1970-01-01T00:00:00Z
   * @throws UnusableSource if it has no length
   */
  MessageFilter filter(Predicate<String> topics, long first) {
    long from = start == null ? Long.MIN_VALUE : start.at(first);
    long end = until == null ? Long.MAX_VALUE : until.at(first);
    if (duration != null) {
      long begin = start == null ? first : from;
      end = Math.min(end, Math.addExact(begin, duration.toNanos()));
    }
    if (end <= from) {
      throw new UnusableSource(
          "nothing lies between --start and --until or --duration; the end must come after the"
              + " start");
    }
    return new MessageFilter(topics, from, end);
  }
}
