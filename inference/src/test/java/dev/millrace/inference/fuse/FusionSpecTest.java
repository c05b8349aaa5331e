package dev.millrace.inference.fuse;

import static dev.millrace.inference.fuse.FuseFixtures.SECOND;
import static dev.millrace.inference.fuse.FuseFixtures.prediction;
import static dev.millrace.inference.fuse.FuseFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.fuse.Fusion.Result;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.TaskFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a task file says about fusion. */
class FusionSpecTest {

  private static final String TASK =
      """
      task: shaken
      feed:
        name: shaker
        format: kafka
        kafka:
          topics: [fleet.shaker]
          content: json
        columns: {channels: [x, y]}
      bundle: sensor-window
      window: {length: 4, channels: [x, y]}
      fuse:
        - feed:
            name: speed
            format: kafka
            kafka: {topics: [fleet.speed], content: json}
            columns: {channels: [speed]}
      """;

  private static FusionSpec spec(String task) {
    return FusionSpec.of(TaskFile.parse(task, "t.yaml", Path.of("/tasks")));
  }

  /**
   * The topic of the events is read from its beginning: all of one partition comes before the
   * other's first record, which is far behind.
   */
  @Test
  void eventsOfCopiedTopicsGoByTheirMarkersAndNotByTheOrderOfTheirPartitions() {
    Fusion fusion = new Fusion(spec(TASK));
    for (long second = 1; second <= 60; second++) {
      fusion.reading(reading("red", second * SECOND, second));
      fusion.reading(reading("blue", second * SECOND, second));
    }
    Collected out = new Collected();
    for (String source : List.of("red", "blue")) {
      for (long second = 1; second < 60; second++) {
        Prediction one = prediction(source, second * SECOND);
        fusion.prediction(FuseFixtures.record(one), one, 0);
        fusion.leaveInOrder(0, out);
      }
    }
    assertThat(out.results).hasSize(118).containsOnly(Result.FUSED);
    fusion.eventsPassed(50 * SECOND);
    assertThat(fusion.readings())
        .as("the markers say what is needed no more")
        .allSatisfy(one -> assertThat(one.time()).isGreaterThan(49 * SECOND));
  }

  /** There are none of a feed whose records are opaque to the copier, nor of a device's. */
  @Test
  void eventsWithoutMarkersAreTakenToComeInOrder() {
    assertThat(spec(TASK).unmarkedEvents()).isFalse();
    String raw =
        TASK.replaceFirst("content: json", "content: raw\n    kind: sensor")
            .replaceFirst("  columns: .channels: .x, y..\n", "");
    assertThat(spec(raw).unmarkedEvents()).isTrue();
    String mqtt =
        TASK.replaceFirst(
            "format: kafka\n  kafka:\n    topics: .fleet.shaker.\n    content: json",
            "format: mqtt\n  mqtt: {url: 'tcp://broker:1883', topics: [shaker]}");
    assertThat(spec(mqtt).unmarkedEvents()).isTrue();
  }
}
