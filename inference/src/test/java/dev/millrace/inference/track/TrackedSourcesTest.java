package dev.millrace.inference.track;

import static dev.millrace.inference.track.TrackFixtures.FRAME;
import static dev.millrace.inference.track.TrackFixtures.SECOND;
import static dev.millrace.inference.track.TrackFixtures.car;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.TrackSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of which source. */
class TrackedSourcesTest {

  private static final long HOUR = 3_600 * SECOND;

  private final TrackedSources sources = new TrackedSources(TrackSpec.DEFAULT, 2);

  private void frame(String source, long time) {
    sources.of(source).follow(time, List.of(car(100, 100)));
  }

  /** Sources in the order in which they would be forgotten. */
  private List<String> remembered() throws Exception {
    return sources.stored().stream().map(TrackedSourcesTest::source).toList();
  }

  private static String source(byte[] stored) {
    try {
      return StoredTracks.fromBytes(stored, TrackSpec.DEFAULT).source();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sourceThatWasSilentForLongestIsForgottenWhateverItsClockSays() throws Exception {
    frame("a", 9 * HOUR);
    frame("b", 0);
    frame("a", 9 * HOUR + FRAME);
    frame("c", 0);
    assertThat(remembered()).containsExactly("a", "c");
    assertThat(sources.takeDropped()).isEqualTo(1);
    assertThat(sources.takeDropped()).isZero();
  }

  @Test
  void sourceIsForgottenOnceNoFrameCanNeedIt() throws Exception {
    frame("old", 0);
    frame("young", SECOND);
    sources.forgetBefore(HOUR);
    assertThat(remembered()).containsExactly("old", "young");
    sources.forgetBefore(HOUR + 1);
    assertThat(remembered()).containsExactly("young");
    assertThat(sources.takeDropped()).isZero();
  }

  @Test
  void ofTwoCopiesTheNewerCounts() throws Exception {
    frame("a", 0);
    byte[] old = sources.stored().get(0);
    frame("a", FRAME);
    byte[] young = sources.stored().get(0);
    for (List<byte[]> stored : List.of(List.of(old, young), List.of(young, old))) {
      TrackedSources restored = new TrackedSources(TrackSpec.DEFAULT, 2);
      restored.restore(stored);
      assertThat(restored.of("a").last()).isEqualTo(FRAME);
    }
  }
}
