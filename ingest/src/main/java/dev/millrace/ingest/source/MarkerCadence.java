package dev.millrace.ingest.source;

import java.time.Duration;

/**
 * How often markers are written.
 *
 * @param events after so many events
 * @param time and at the latest after so long, so that a slow feed goes on too
 */
public record MarkerCadence(int events, Duration time) {

  /**
   * 64 events: a marker costs as much as an event in each partition, so with 4 of them a replay
   * carries an eighth more records, and learning lags by at most 64 examples.
   */
  public static final MarkerCadence DEFAULT = new MarkerCadence(64, Duration.ofSeconds(1));

  public MarkerCadence {
    if (events < 1 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "markers come after at least 1 event and a positive time, not " + events + ", " + time);
    }
  }
}
