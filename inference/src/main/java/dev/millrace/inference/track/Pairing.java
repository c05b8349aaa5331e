package dev.millrace.inference.track;

import dev.millrace.inference.decode.NonMaxSuppression.Box;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which box of a frame is which track: within a class, the pairs whose overlaps have the largest
 * sum. Not thread-safe.
 */
final class Pairing {

  private final List<Track> tracks;
  private final List<Candidate> boxes;
  private final double least;
  private final List<Box> expected;
  private final int[] trackOf;
  private final boolean[] found;

  /**
   * Foretells all tracks; pairs none yet.
   *
   * @param time of the frame, microseconds
   * @param least intersection over union that a pair has at least, above 0
   */
  Pairing(List<Track> tracks, List<Candidate> boxes, long time, double least) {
    this.tracks = tracks;
    this.boxes = boxes;
    this.least = least;
    this.expected = tracks.stream().map(track -> track.expected(time)).toList();
    this.trackOf = new int[boxes.size()];
    this.found = new boolean[tracks.size()];
    Arrays.fill(trackOf, Assignment.NONE);
  }

  /** Pairs what is left of some tracks with what is left of some boxes, class by class. */
  void pair(Predicate<Track> someTracks, Predicate<Candidate> someBoxes) {
    int[] rows =
        IntStream.range(0, tracks.size())
            .filter(t -> !found[t] && someTracks.test(tracks.get(t)))
            .toArray();
    int[] columns =
        IntStream.range(0, boxes.size())
            .filter(b -> trackOf[b] == Assignment.NONE && someBoxes.test(boxes.get(b)))
            .toArray();
    Set<String> labels = new LinkedHashSet<>();
    Arrays.stream(rows).forEach(t -> labels.add(tracks.get(t).label()));
    for (String label : labels) {
      pair(
          Arrays.stream(rows).filter(t -> tracks.get(t).label().equals(label)).toArray(),
          Arrays.stream(columns).filter(b -> boxes.get(b).label().equals(label)).toArray());
    }
  }

  private void pair(int[] rows, int[] columns) {
    double[][] overlaps = new double[rows.length][columns.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        double overlap = expected.get(rows[row]).overlap(boxes.get(columns[column]).box());
        overlaps[row][column] = overlap >= least ? overlap : 0;
      }
    }
    int[] paired = Assignment.heaviest(overlaps);
    for (int row = 0; row < rows.length; row++) {
      if (paired[row] != Assignment.NONE) {
        trackOf[columns[paired[row]]] = rows[row];
        found[rows[row]] = true;
      }
    }
  }

  /** Place of a box's track in the list of tracks, or {@link Assignment#NONE}. */
  int trackOf(int box) {
    return trackOf[box];
  }

  /** How many boxes have a track. */
  int pairs() {
    return (int) Arrays.stream(trackOf).filter(track -> track != Assignment.NONE).count();
  }

  /** Whether a track has a box. */
  boolean isFound(int track) {
    return found[track];
  }
}
