package dev.millrace.inference.fuse;

import dev.millrace.schemas.task.FuseSpec;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the readings of a source were at a time. The answer depends on the readings within the
 * tolerance alone, and is given only once no other can come between them: so neither the order of
 * arrival nor the moment of asking changes it.
 *
 * @param names names of the values
 * @param places where they stand in a reading
 * @param how how a value follows from the readings around it
 * @param within farthest that a reading may lie from the time, microseconds
 */
@SuppressWarnings("ArrayRecordComponent")
record AsOf(List<String> names, int[] places, Interpolate how, long within) {

  static AsOf of(FuseSpec spec, FusedFeed feed) {
    int[] places = spec.channels().stream().mapToInt(feed.channels()::indexOf).toArray();
    return new AsOf(spec.names(), places, spec.interpolate(), FusionTime.micros(spec.within()));
  }

  /** What is known of a time. */
  sealed interface Answer {}

  /**
   * The values, for good.
   *
   * @param values in the order of the names
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Found(double[] values) implements Answer {}

  /** No reading lies near enough, for good. */
  record Missing() implements Answer {}

  /** A reading that changes the answer may still come. */
  record Open() implements Answer {}

  private static final Answer MISSING = new Missing();
  private static final Answer OPEN = new Open();

  /**
   * The values at a time.
   *
   * @param readings readings of the source; null where there are none
   * @param time microseconds
   * @param passed no reading before this follows, microseconds
   */
  Answer at(@Nullable Readings readings, long time, long passed) {
    FusedReading before = readings == null ? null : readings.before(time, time - within, places);
    if (how == Interpolate.PREVIOUS) {
      if (passed <= time) {
        return OPEN;
      }
      return before == null ? MISSING : new Found(picked(before));
    }
    FusedReading behind = readings == null ? null : readings.behind(time, time + within, places);
    long last = behind == null ? time + within : behind.time();
    if (passed <= last) {
      return OPEN;
    }
    if (before != null && behind != null) {
      return new Found(between(before, behind, time));
    }
    FusedReading only = before == null ? behind : before;
    return how == Interpolate.NEAREST && only != null ? new Found(picked(only)) : MISSING;
  }

  private double[] between(FusedReading before, FusedReading behind, long time) {
    long span = behind.time() - before.time();
    double part = span == 0 ? 0 : (double) (time - before.time()) / span;
    return Interpolation.between(how, picked(before), picked(behind), part);
  }

  private double[] picked(FusedReading reading) {
    double[] values = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = reading.values()[places[i]];
    }
    return values;
  }
}
