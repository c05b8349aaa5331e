package dev.millrace.schemas.task;

import static dev.millrace.schemas.task.TaskFixtures.YOLOX;
import static dev.millrace.schemas.task.TaskFixtures.errors;
import static dev.millrace.schemas.task.TaskFixtures.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code track}. */
class TrackReaderTest {

  private static final String CAMERA =
      YOLOX + "track: {iou: 0.4, maxAge: 2s, minHits: 2, highScore: 0.6}\n";

  @Test
  void settingsAreReadAndThoseLeftOutHaveDefaults() {
    assertThat(parse(CAMERA).tracking())
        .hasValue(new TrackSpec(0.4, Duration.ofSeconds(2), 2, 0.6));
    assertThat(parse(YOLOX + "track: {}\n").tracking()).hasValue(TrackSpec.DEFAULT);
  }

  @Test
  void taskWithoutTheKeyTracksNothing() {
    assertThat(parse(YOLOX).tracking()).isEmpty();
  }

  @Test
  void trackingStaysWithATaskThatGetsAnotherFeedOrOtherReadings() {
    Task task = parse(CAMERA);
    assertThat(task.withFeed(task.feed()).withFuse(task.fuse())).isEqualTo(task);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iou: 0.4 | iou: 0 | t.yaml:10: track.iou: must be a number from 0.01 to 1.0, not '0'",
        "maxAge: 2s | maxAge: 0s | t.yaml:10: track.maxAge: must be a duration above zero, for"
            + " example 10s, 5ms, 2h or 30d, not '0s'",
        "minHits: 2 | minHits: 0 | t.yaml:10: track.minHits: must be a whole number from 1 to 1000,"
            + " not '0'",
        "highScore: 0.6 | highScore: 60 | t.yaml:10: track.highScore: must be a number from 0.0 to"
            + " 1.0, not '60'",
        "minHits: 2 | minhits: 2 | t.yaml:10: track.minhits: unknown key; did you mean 'minHits'?",
        "decode: yolox | decode: classes | t.yaml:10: track: needs boxes, and decode: classes finds"
            + " none; write decode: yolox or textLines, or drop it",
      })
  void mistakesAreNamedWithTheWayOut(String from, String to, String error) {
    assertThat(errors(CAMERA, from, to)).containsExactly(error);
  }

  @Test
  void settingsMadeInCodeAreCheckedToo() {
    assertThatThrownBy(() -> new TrackSpec(0, Duration.ofSeconds(1), 3, 0.5))
        .hasMessageContaining("iouThreshold must be above 0");
    assertThatThrownBy(() -> new TrackSpec(0.3, Duration.ZERO, 3, 0.5))
        .hasMessageContaining("maxAge must be above zero");
    assertThatThrownBy(() -> new TrackSpec(0.3, Duration.ofSeconds(1), 0, 0.5))
        .hasMessageContaining("minHits must be at least 1");
  }
}
