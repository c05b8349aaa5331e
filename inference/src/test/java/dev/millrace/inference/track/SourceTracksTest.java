package dev.millrace.inference.track;

import static dev.millrace.inference.track.TrackFixtures.FRAME;
import static dev.millrace.inference.track.TrackFixtures.SECOND;
import static dev.millrace.inference.track.TrackFixtures.box;
import static dev.millrace.inference.track.TrackFixtures.car;
import static dev.millrace.inference.track.TrackFixtures.corners;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.task.TrackSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which box is which object. */
class SourceTracksTest {

  private static final TrackSpec AT_ONCE = new TrackSpec(0.3, Duration.ofSeconds(1), 1, 0.5);

  private final SourceTracks tracks = new SourceTracks(AT_ONCE);
  private long now = 1_500_000_000 * SECOND;

  /** The ids of a frame that comes so much later. */
  private List<@Nullable Long> after(long micros, DetectedBox... boxes) {
    now += micros;
    return tracks.follow(now, List.of(boxes)).ids();
  }

  private List<@Nullable Long> next(DetectedBox... boxes) {
    return after(FRAME, boxes);
  }

  @Test
  void objectsThatCrossKeepTheirNumbers() {
    assertThat(next(car(100, 100), car(300, 110))).containsExactly(1L, 2L);
    for (int i = 1; i <= 40; i++) {
      DetectedBox right = car(100 + 5 * i, 100);
      DetectedBox left = car(300 - 5 * i, 110);
      // Which of them the detector is surer of changes; in the middle they lie on each other.
      if (i % 3 == 0) {
        assertThat(next(left, right)).as("frame %d", i).containsExactly(2L, 1L);
      } else {
        assertThat(next(right, left)).as("frame %d", i).containsExactly(1L, 2L);
      }
    }
  }

  /** 60 pixels a second, so within the gap the object leaves its own place. */
  private long idAfterAGapOf(long micros) {
    for (int i = 0; i < 10; i++) {
      next(car(100 + 6 * i, 100));
    }
    double x = 154 + 60.0 * micros / SECOND;
    return after(micros, car(x, 100)).get(0);
  }

  @Test
  void objectThatIsHiddenForLessThanTheMaxAgeKeepsItsNumber() {
    assertThat(idAfterAGapOf(SECOND - 1)).isEqualTo(1);
  }

  @Test
  void objectThatIsHiddenForLongerIsANewOne() {
    assertThat(idAfterAGapOf(SECOND + 1)).isEqualTo(2);
  }

  @Test
  void framesWithoutTheObjectDoNotMatter() {
    for (int i = 0; i < 10; i++) {
      next(car(100 + 6 * i, 100), car(500, 300));
    }
    for (int i = 10; i < 19; i++) {
      assertThat(next(car(500, 300))).containsExactly(2L);
    }
    assertThat(next(car(100 + 6 * 19, 100), car(500, 300))).containsExactly(1L, 2L);
  }

  @Test
  void objectOfAnotherClassIsAnother() {
    next(car(100, 100));
    assertThat(next(box("truck", 0.9, 100, 100))).containsExactly(2L);
    assertThat(next(box("truck", 0.9, 100, 100), car(100, 100))).containsExactly(2L, 1L);
  }

  @Test
  void stepsOfAnyLengthFollowTheSameMotion() {
    Random random = new Random(11);
    double seconds = 0;
    next(car(100, 100));
    for (int i = 0; i < 50; i++) {
      long step = i < 5 ? FRAME : 5_000 + random.nextInt(800_000);
      seconds += step / 1e6;
      // A third of its width in a usual frame, over twice its width in the longest steps.
      assertThat(after(step, car(100 + 120 * seconds, 100))).as("step %d", i).containsExactly(1L);
    }
  }

  @Test
  void numberIsGivenOnceItWasFoundOftenEnoughInARow() {
    SourceTracks sure = new SourceTracks(new TrackSpec(0.3, Duration.ofSeconds(1), 3, 0.5));
    List<List<@Nullable Long>> ids = new ArrayList<>();
    boolean[] found = {true, true, false, true, true, true, false, true};
    for (int i = 0; i < found.length; i++) {
      ids.add(sure.follow(i * FRAME, found[i] ? List.of(car(100, 100)) : List.of()).ids());
    }
    List<@Nullable Long> given = ids.stream().filter(l -> !l.isEmpty()).map(l -> l.get(0)).toList();
    assertThat(given).containsExactly(null, null, null, null, 1L, 1L);
  }

  @Test
  void weakBoxContinuesATrackAndBeginsNone() {
    assertThat(next(box("car", 0.4, 100, 100))).containsExactly((Long) null);
    assertThat(next(car(100, 100))).containsExactly(1L);
    assertThat(next(box("car", 0.4, 100, 100))).containsExactly(1L);
    // Not found in the frame before: what is weak there is most likely something else.
    next();
    assertThat(next(box("car", 0.4, 100, 100))).containsExactly((Long) null);
    assertThat(next(car(100, 100))).containsExactly(1L);
  }

  @Test
  void strongBoxGoesBeforeAWeakOneThatOverlapsMore() {
    next(car(100, 100));
    assertThat(next(car(106, 100), box("car", 0.4, 100, 100))).containsExactly(1L, null);
  }

  @Test
  void boxWithoutAreaHasNoNumber() {
    assertThat(next(corners("car", 0.9, 50, 50, 50, 80), car(50, 65))).containsExactly(null, 1L);
  }

  @Test
  void frameThatDoesNotFollowTheLastIsLate() {
    next(car(100, 100));
    assertThat(tracks.isLate(now)).isTrue();
    assertThat(tracks.isLate(now - 1)).isTrue();
    assertThat(tracks.isLate(now + 1)).isFalse();
    assertThatThrownBy(() -> tracks.follow(now, List.of())).hasMessageContaining("does not follow");
  }

  @Test
  void sourceThatWasSilentForAnHourBeginsAgainAtOne() {
    next(car(100, 100), car(300, 100));
    assertThat(after(3_600 * SECOND, car(100, 100))).containsExactly(3L);
    assertThat(tracks.isForgotten(now + 3_600 * SECOND)).isFalse();
    assertThat(tracks.isForgotten(now + 3_600 * SECOND + 1)).isTrue();
    assertThat(after(3_600 * SECOND + 1, car(100, 100))).containsExactly(1L);
  }

  @Test
  void tracksAreBoundedAndWhatIsLeftOutIsTold() {
    List<DetectedBox> many = new ArrayList<>();
    for (int i = 0; i < SourceTracks.MOST_TRACKS; i++) {
      many.add(car(100 * i, 100));
    }
    SourceTracks.Frame full = tracks.follow(0, many);
    assertThat(full.begun()).isEqualTo(SourceTracks.MOST_TRACKS);
    assertThat(full.leftOut()).isZero();
    SourceTracks.Frame other = tracks.follow(FRAME, List.of(car(100, 100), car(100, 500)));
    assertThat(other.ids()).containsExactly(2L, null);
    assertThat(other.leftOut()).isEqualTo(1);
    many.add(car(0, 900));
    SourceTracks.Frame tooMany = tracks.follow(2 * FRAME, many);
    assertThat(tooMany.ids()).hasSize(many.size()).endsWith((Long) null);
    assertThat(tooMany.leftOut()).isEqualTo(1);
    assertThat(tracks.tracks()).hasSize(SourceTracks.MOST_TRACKS);
  }

  @Test
  void restoredSourceGoesOnWithTheSameNumbers() throws Exception {
    Random random = new Random(4);
    List<List<DetectedBox>> frames = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      List<DetectedBox> frame = new ArrayList<>();
      for (int c = 0; c < 6; c++) {
        if (random.nextInt(5) > 0) {
          frame.add(box("car", 0.3 + 0.6 * random.nextDouble(), 80 * c + 3 * i, 60 + c * i));
        }
      }
      frames.add(frame);
    }
    SourceTracks whole = new SourceTracks(TrackSpec.DEFAULT);
    SourceTracks cut = new SourceTracks(TrackSpec.DEFAULT);
    for (int i = 0; i < frames.size(); i++) {
      List<@Nullable Long> ids = whole.follow(i * FRAME, frames.get(i)).ids();
      assertThat(cut.follow(i * FRAME, frames.get(i)).ids()).isEqualTo(ids);
      byte[] stored = new StoredTracks("camera", cut).toBytes();
      cut = StoredTracks.fromBytes(stored, TrackSpec.DEFAULT).tracks();
    }
    assertThat(whole.nextId()).isGreaterThan(6);
  }
}
