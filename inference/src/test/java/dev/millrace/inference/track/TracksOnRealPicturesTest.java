package dev.millrace.inference.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.TestFiles;
import dev.millrace.inference.YoloxNano;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.task.TrackSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Twenty pictures of a drive, ten a second, in which a detector flickers. */
class TracksOnRealPicturesTest {

  private static final int FRAMES = 20;

  /**
   * Three cars stand or drive before the camera all the time. The lorry in front is not sure for
   * half a second. What comes and goes for a frame or two gets no number.
   */
  @Test
  void carsOfADriveKeepTheirNumbersAndFlickersHaveNone() {
    Path folder = TestFiles.folder("kitti-raw-frames").resolve("2011_09_26/image_02/data");
    Map<Long, Integer> framesOf = new TreeMap<>();
    try (YoloxNano detector = YoloxNano.load()) {
      SourceTracks tracks = new SourceTracks(TrackSpec.DEFAULT);
      for (int i = 0; i < FRAMES; i++) {
        List<DetectedBox> boxes = detector.detect(folder.resolve("%010d.png".formatted(i)));
        tracks.follow(i * TrackFixtures.FRAME, boxes).ids().stream()
            .filter(Objects::nonNull)
            .forEach(id -> framesOf.merge(id, 1, Integer::sum));
      }
    }
    int numbered = FRAMES - TrackSpec.DEFAULT.minHits() + 1;
    assertThat(framesOf.values().stream().filter(count -> count == numbered)).hasSize(3);
    assertThat(framesOf).as("frames of each number").containsKey(2L).hasSizeBetween(5, 8);
    assertThat(framesOf.get(2L)).as("frames of the lorry").isGreaterThan(8);
  }
}
