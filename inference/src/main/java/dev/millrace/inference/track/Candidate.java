package dev.millrace.inference.track;

import dev.millrace.inference.decode.NonMaxSuppression.Box;
import dev.millrace.schemas.avro.DetectedBox;

/**
 * A box that may be one of the tracks.
 *
 * @param label its class
 * @param score its confidence
 * @param box pixels
 */
record Candidate(String label, float score, Box box) {

  static Candidate of(DetectedBox found) {
    return new Candidate(
        found.getLabel(),
        found.getScore(),
        new Box(0, found.getScore(), found.getX1(), found.getY1(), found.getX2(), found.getY2()));
  }
}
