package dev.millrace.inference.track;

import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.task.TrackSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of one source: SORT (Bewley et al. 2016) with the two rounds of ByteTrack (Zhang et
 * al. 2022, "ByteTrack: Multi-Object Tracking by Associating Every Detection Box"), by event time
 * instead of frames.
 *
 * <p>Each track is foretold to the frame's time. Boxes of a high score are paired with the tracks
 * of their class; then those of a low score with the tracks that are left and were found in the
 * frame before. What is left of the high ones begins a track. A track gets its number once it was
 * found in {@code minHits} frames in a row, and ends when it was not found for {@code maxAge}. A
 * box without a width or a height belongs to no track.
 *
 * <p>A result depends on the source's own frames alone. Not thread-safe.
 */
final class SourceTracks {

  /** As many as a detector finds by default; to pair them takes a few hundredths of a second. */
  static final int MOST_TRACKS = 300;

  /**
   * A source that was silent for longer begins again at number 1, so that it may be forgotten. The
   * times of its frames decide that, and not when it was forgotten: a replay gives the same
   * numbers.
   */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final TrackSpec spec;
  private final long maxAge;
  private final long remembered;
  private List<Track> tracks;
  private long last;
  private long nextId;

  /** A source of which nothing is known. */
  SourceTracks(TrackSpec spec) {
    this(spec, Long.MIN_VALUE, 1, List.of());
  }

  /** A source as it was. */
  SourceTracks(TrackSpec spec, long last, long nextId, List<Track> tracks) {
    this.spec = spec;
    this.maxAge = TimeUnit.MICROSECONDS.convert(spec.maxAge());
    this.remembered = Math.max(maxAge, TimeUnit.MICROSECONDS.convert(REMEMBERED));
    this.last = last;
    this.nextId = nextId;
    this.tracks = List.copyOf(tracks);
  }

  /**
   * What a frame gave.
   *
   * @param ids track of each box, null where it has none
   * @param begun how many tracks got their number
   * @param leftOut boxes that were not looked at, or began no track, because of {@link
   *     #MOST_TRACKS}
   */
  record Frame(List<@Nullable Long> ids, int begun, int leftOut) {}

  /** Whether a frame does not follow the source's last: motion can't be undone. */
  boolean isLate(long time) {
    return time <= last;
  }

  /** Whether frames from a time on, microseconds, go on as if there had been none before. */
  boolean isForgotten(long time) {
    return time > last && time - last > remembered;
  }

  /**
   * Takes the next frame.
   *
   * @param time event time, microseconds; must not be {@link #isLate late}
   * @param found boxes of the frame, by falling score
   */
  Frame follow(long time, List<DetectedBox> found) {
    if (isLate(time)) {
      throw new IllegalArgumentException("frame at %d does not follow %d".formatted(time, last));
    }
    if (isForgotten(time)) {
      nextId = 1;
    }
    List<Track> living = tracks.stream().filter(track -> time - track.seen() <= maxAge).toList();
    List<Candidate> boxes = found.stream().limit(MOST_TRACKS).map(Candidate::of).toList();
    Pairing pairing = new Pairing(living, boxes, time, spec.iouThreshold());
    pairing.pair(track -> true, this::isHigh);
    pairing.pair(
        track -> track.isNamed() && track.seen() == last,
        box -> !isHigh(box) && BoxMotion.isBox(box.box()));
    last = time;
    return take(living, boxes, pairing, found.size());
  }

  /** Whether a box may begin a track. */
  private boolean isHigh(Candidate box) {
    return box.score() >= spec.highScore() && BoxMotion.isBox(box.box());
  }

  private Frame take(List<Track> living, List<Candidate> boxes, Pairing pairing, int found) {
    List<Track> next = new ArrayList<>();
    for (int t = 0; t < living.size(); t++) {
      // One that is lost before it has a number was most likely no object.
      if (!pairing.isFound(t) && living.get(t).isNamed()) {
        next.add(living.get(t));
      }
    }
    int room = MOST_TRACKS - next.size() - pairing.pairs();
    int leftOut = found - boxes.size();
    int begun = 0;
    @Nullable Long[] ids = new Long[found];
    for (int b = 0; b < boxes.size(); b++) {
      Candidate box = boxes.get(b);
      int of = pairing.trackOf(b);
      Track track;
      if (of != Assignment.NONE) {
        track = living.get(of).found(last, box.box());
      } else if (isHigh(box) && room > 0) {
        track = Track.first(box.label(), last, box.box());
        room--;
      } else {
        leftOut += isHigh(box) ? 1 : 0;
        continue;
      }
      if (!track.isNamed() && track.hits() >= spec.minHits()) {
        track = track.named(nextId++);
        begun++;
      }
      ids[b] = track.isNamed() ? track.id() : null;
      next.add(track);
    }
    tracks = next;
    return new Frame(Arrays.asList(ids), begun, leftOut);
  }

  /** Event time of the newest frame, microseconds; {@link Long#MIN_VALUE} before the first. */
  long last() {
    return last;
  }

  long nextId() {
    return nextId;
  }

  List<Track> tracks() {
    return List.copyOf(tracks);
  }
}
