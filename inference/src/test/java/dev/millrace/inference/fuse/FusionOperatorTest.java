package dev.millrace.inference.fuse;

import static dev.millrace.inference.fuse.FuseFixtures.CODEC;
import static dev.millrace.inference.fuse.FuseFixtures.PREDICTIONS;
import static dev.millrace.inference.fuse.FuseFixtures.SECOND;
import static dev.millrace.inference.fuse.FuseFixtures.prediction;
import static dev.millrace.inference.fuse.FuseFixtures.reading;
import static dev.millrace.inference.fuse.FuseFixtures.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import dev.millrace.schemas.task.FuseSpec.SameSource;
import dev.millrace.stream.MarkerTime;
import dev.millrace.stream.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The operator as it runs on Flink, over checkpoints and changes of parallelism. */
class FusionOperatorTest {

  private static final int MAX_PARALLELISM = 8;

  private static final class Life implements AutoCloseable {
    final TwoInputStreamOperatorTestHarness<Outbound, FusedReading, Outbound> flink;

    Life(FusionSpec spec, int parallelism, int subtask, @Nullable OperatorSubtaskState from)
        throws Exception {
      flink =
          new TwoInputStreamOperatorTestHarness<>(
              new FusionOperator(spec, PREDICTIONS), MAX_PARALLELISM, parallelism, subtask);
      flink.setup();
      if (from != null) {
        flink.initializeState(from);
      }
      flink.open();
    }

    Life(@Nullable OperatorSubtaskState from) throws Exception {
      this(FuseFixtures.recorded(Interpolate.LINEAR), 1, 0, from);
    }

    void ask(String source, long time) throws Exception {
      flink.processElement1(new StreamRecord<>(record(prediction(source, time))));
    }

    void marker(int part, int parts) throws Exception {
      Marker marker = new Marker("inference/camera", part, parts, 0L, false, Map.of("events", 7L));
      flink.processElement1(
          new StreamRecord<>(new Outbound(PREDICTIONS, 2, new byte[0], CODEC.encode(marker))));
    }

    void read(String source, long time, double value) throws Exception {
      flink.processElement2(new StreamRecord<>(reading(source, time, value)));
    }

    void passed(long micros) throws Exception {
      flink.processWatermark2(new Watermark(MarkerTime.watermark(micros)));
    }

    List<Prediction> predictions() {
      return flink.extractOutputValues().stream()
          .filter(out -> !AvroCodec.isMarker(out.value()))
          .map(FuseFixtures::read)
          .toList();
    }

    List<Marker> markers() throws UnreadableRecord {
      List<Marker> markers = new ArrayList<>();
      for (Outbound out : flink.extractOutputValues()) {
        if (AvroCodec.isMarker(out.value())) {
          markers.add(CODEC.decode(out.value(), Marker.class));
        }
      }
      return markers;
    }

    @Override
    public void close() throws Exception {
      flink.close();
    }
  }

  @Test
  void predictionCarriesWhatItsSensorReadAtItsTime() throws Exception {
    try (Life life = new Life(null)) {
      life.read("car", SECOND - 100_000, 10);
      life.ask("car", SECOND);
      life.read("car", SECOND + 300_000, 14);
      assertThat(life.predictions()).isEmpty();
      life.passed(SECOND + 301_000);
      assertThat(life.predictions())
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.getFused()).containsExactly(Map.entry("speed.speed", 11.0));
                assertThat(found.getEventId()).isEqualTo("car-1000000");
              });
    }
  }

  @Test
  void whatIsNoPredictionPassesAtOnce() throws Exception {
    try (Life life = new Life(null)) {
      life.ask("car", SECOND);
      Outbound letter = new Outbound("millrace.dead-letters", -1, new byte[] {1}, new byte[] {2});
      Outbound features = new Outbound("millrace.features", 0, new byte[] {1}, null);
      life.flink.processElement1(new StreamRecord<>(letter));
      life.flink.processElement1(new StreamRecord<>(features));
      assertThat(life.flink.extractOutputValues())
          .extracting(Outbound::topic)
          .containsExactly(letter.topic(), features.topic());
    }
  }

  @Test
  void markersTellHowManyWereFused() throws Exception {
    try (Life life = new Life(null)) {
      life.read("car", SECOND, 10);
      life.ask("car", SECOND);
      life.ask("stranger", SECOND);
      life.marker(0, 1);
      life.passed(9 * SECOND);
      life.read("car", SECOND, 11);
      life.marker(0, 1);
      assertThat(life.markers().get(0).getCounters())
          .containsEntry("events", 7L)
          .containsEntry(FusionCounters.FUSED, 1L)
          .containsEntry(FusionCounters.MISSING, 1L)
          .containsEntry(FusionCounters.READINGS_LATE, 0L);
      assertThat(life.markers().get(1).getCounters())
          .containsEntry(FusionCounters.READINGS_LATE, 1L);
    }
  }

  @Test
  void waitIsBoundedByTheClockWhereASensorMayFallSilent() throws Exception {
    FusionSpec live =
        FuseFixtures.spec(
            FuseFixtures.speed(FeedFormat.MQTT, Interpolate.LINEAR, new SameSource()));
    try (Life life = new Life(live, 1, 0, null)) {
      life.ask("car", SECOND);
      life.flink.setProcessingTime(1_999);
      assertThat(life.predictions()).isEmpty();
      life.flink.setProcessingTime(2_000 + FusionOperator.TICK_MILLIS);
      assertThat(life.predictions()).extracting(Prediction::getFused).containsExactly(Map.of());
      life.marker(0, 1);
      assertThat(life.markers().get(0).getCounters())
          .containsEntry(FusionCounters.GAVE_UP, 1L)
          .containsEntry(FusionCounters.MISSING, 1L);
    }
  }

  @Test
  void whatWaitsSurvivesACheckpointWithItsReadingsAndCounters() throws Exception {
    OperatorSubtaskState saved;
    try (Life life = new Life(null)) {
      life.read("car", SECOND, 10);
      life.ask("car", SECOND);
      life.passed(SECOND + 1_000);
      life.read("car", 2 * SECOND - 100_000, 20);
      life.ask("car", 2 * SECOND);
      life.marker(0, 1);
      saved = life.flink.snapshot(1, 1);
      life.read("car", 2 * SECOND, 999);
    }
    try (Life life = new Life(saved)) {
      life.read("car", 2 * SECOND + 100_000, 30);
      life.passed(9 * SECOND);
      assertThat(life.predictions())
          .extracting(Prediction::getFused)
          .containsExactly(Map.of("speed.speed", 25.0));
      assertThat(life.markers()).as("repeated by scoring, and not from the state").isEmpty();
      life.marker(0, 1);
      assertThat(life.markers().get(0).getCounters()).containsEntry(FusionCounters.FUSED, 2L);
    }
  }

  @Test
  void changedParallelismLosesNoPredictionAndNoReading() throws Exception {
    FusionSpec spec = FuseFixtures.recorded(Interpolate.LINEAR);
    OperatorSubtaskState first;
    OperatorSubtaskState second;
    try (Life one = new Life(spec, 2, 0, null);
        Life two = new Life(spec, 2, 1, null)) {
      for (Life life : List.of(one, two)) {
        life.read("red", SECOND, 1);
        life.read("blue", SECOND, 2);
      }
      two.ask("red", SECOND);
      two.ask("blue", SECOND);
      // The first has no event before this and has forgotten what the second still needs.
      one.flink.processWatermark1(new Watermark(20_000));
      first = one.flink.snapshot(1, 1);
      second = two.flink.snapshot(1, 1);
    }
    OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(first, second);
    for (int parallelism : new int[] {1, 3}) {
      List<Prediction> found = new ArrayList<>();
      for (int subtask = 0; subtask < parallelism; subtask++) {
        OperatorSubtaskState own =
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                both, MAX_PARALLELISM, 2, parallelism, subtask);
        try (Life life = new Life(spec, parallelism, subtask, own)) {
          life.passed(9 * SECOND);
          found.addAll(life.predictions());
        }
      }
      assertThat(found)
          .extracting(one -> one.getSourceId() + one.getFused().get("speed.speed"))
          .containsExactlyInAnyOrder("red1.0", "blue2.0");
    }
  }
}
