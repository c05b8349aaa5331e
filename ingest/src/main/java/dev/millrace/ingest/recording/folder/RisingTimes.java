package dev.millrace.ingest.recording.folder;

/**
 * Keeps the promise that the times of a topic never fall: what is dated before its predecessor is
 * played with it, and counted.
 */
final class RisingTimes {

  private final String where;
  private final Streams streams;
  private long latest = Long.MIN_VALUE;
  private long early;

  RisingTimes(String where, Streams streams) {
    this.where = where;
    this.streams = streams;
  }

  /** The time to play at, for the message with this time. */
  long next(long time, long row) {
    if (time < latest && early++ == 0) {
      streams.damaged(
          where
              + " row "
              + row
              + " is dated before the row above it: it and its like are played at"
              + " the time of that row");
    }
    latest = Math.max(latest, time);
    return latest;
  }
}
