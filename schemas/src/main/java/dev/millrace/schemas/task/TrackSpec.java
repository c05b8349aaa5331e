package dev.millrace.schemas.task;

import java.io.Serializable;
import java.time.Duration;

/**
 * How boxes of one source become tracks: objects that keep a number from frame to frame (Bewley et
 * al. 2016, "Simple Online and Realtime Tracking").
 *
 * @param iouThreshold least overlap of a box with where its track is expected, above 0 to 1
 * @param maxAge longest time, by the events, for which a track that is not found lives on
 * @param minHits frames in a row in which an object must be found before it gets a number
 * @param highScore score from which a box may begin a track; others can only continue one (Zhang et
 *     al. 2022, "ByteTrack")
 */
public record TrackSpec(double iouThreshold, Duration maxAge, int minHits, double highScore)
    implements Serializable {

  /**
   * SORT's own overlap and hits; ByteTrack's 30 frames at 30 a second as a time, since streams are
   * irregular, and the lower of the scores that its authors use.
   */
  public static final TrackSpec DEFAULT = new TrackSpec(0.3, Duration.ofSeconds(1), 3, 0.5);

  public TrackSpec {
    if (!(iouThreshold > 0) || iouThreshold > 1) {
      throw new IllegalArgumentException(
          "iouThreshold must be above 0 and at most 1, not " + iouThreshold);
    }
    if (maxAge.isZero() || maxAge.isNegative()) {
      throw new IllegalArgumentException("maxAge must be above zero, not " + maxAge);
    }
    if (minHits < 1) {
      throw new IllegalArgumentException("minHits must be at least 1, not " + minHits);
    }
  }
}
