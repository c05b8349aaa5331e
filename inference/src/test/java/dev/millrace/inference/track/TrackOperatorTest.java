package dev.millrace.inference.track;

import static dev.millrace.inference.track.TrackFixtures.FRAME;
import static dev.millrace.inference.track.TrackFixtures.SECOND;
import static dev.millrace.inference.track.TrackFixtures.car;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.DetectedBox;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.avro.Embedding;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.TrackSpec;
import dev.millrace.stream.MarkerTime;
import dev.millrace.stream.Outbound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The operator as it runs on Flink, over checkpoints and changes of parallelism. */
class TrackOperatorTest {

  private static final AvroCodec CODEC = new AvroCodec();
  private static final String PREDICTIONS = "millrace.predictions";
  private static final int MAX_PARALLELISM = 8;
  private static final TrackSpec AT_ONCE = new TrackSpec(0.3, Duration.ofSeconds(1), 1, 0.5);

  private static final class Life implements AutoCloseable {
    final OneInputStreamOperatorTestHarness<Outbound, Outbound> flink;

    Life(int parallelism, int subtask, @Nullable OperatorSubtaskState from) throws Exception {
      flink =
          new OneInputStreamOperatorTestHarness<>(
              new TrackOperator(AT_ONCE, PREDICTIONS), MAX_PARALLELISM, parallelism, subtask);
      flink.setup();
      if (from != null) {
        flink.initializeState(from);
      }
      flink.open();
    }

    Life(@Nullable OperatorSubtaskState from) throws Exception {
      this(1, 0, from);
    }

    void frame(String source, long time, DetectedBox... boxes) throws Exception {
      send(prediction(source, time, new Detections(List.of(boxes))));
    }

    void send(Prediction prediction) throws Exception {
      send(Outbound.keyed(PREDICTIONS, prediction.getSourceId(), CODEC.encode(prediction)));
    }

    void send(Outbound record) throws Exception {
      flink.processElement(new StreamRecord<>(record));
    }

    Map<String, Long> counters() throws Exception {
      Marker marker = new Marker("inference/camera", 0, 1, 0L, false, Map.of("events", 7L));
      send(new Outbound(PREDICTIONS, 2, new byte[0], CODEC.encode(marker)));
      Outbound told = records().get(records().size() - 1);
      assertThat(told.partition()).isEqualTo(2);
      return CODEC.decode(told.value(), Marker.class).getCounters();
    }

    List<Outbound> records() {
      return flink.extractOutputValues();
    }

    /** Source and numbers of each prediction, in order. */
    List<String> ids() throws Exception {
      List<String> ids = new ArrayList<>();
      for (Outbound record : records()) {
        if (!AvroCodec.isMarker(record.value())) {
          Prediction prediction = CODEC.decode(record.value(), Prediction.class);
          List<DetectedBox> boxes = ((Detections) prediction.getOutput()).getBoxes();
          ids.add(prediction.getSourceId() + boxes.stream().map(DetectedBox::getTrackId).toList());
        }
      }
      return ids;
    }

    @Override
    public void close() throws Exception {
      flink.close();
    }
  }

  private static Prediction prediction(String source, long time, Object output) {
    return Prediction.newBuilder()
        .setEventId(source + "-" + time)
        .setSourceId(source)
        .setEventTime(time)
        .setProducedAt(time)
        .setAttributes(Map.of("file", "1.png"))
        .setTask("camera")
        .setModel(new ModelRef("model", 0L))
        .setOutput(output)
        .setInferredAt(time)
        .build();
  }

  @Test
  void boxesOfASourceKeepTheirNumberWhateverOtherSourcesSend() throws Exception {
    try (Life life = new Life(null)) {
      life.frame("left", 0, car(100, 100));
      life.frame("right", 0, car(400, 100), car(100, 100));
      life.frame("left", FRAME, car(300, 100), car(102, 100));
      life.frame("right", FRAME, car(100, 100), car(402, 100));
      assertThat(life.ids()).containsExactly("left[1]", "right[1, 2]", "left[2, 1]", "right[2, 1]");
      assertThat(life.counters())
          .containsEntry("events", 7L)
          .containsEntry(TrackCounters.TRACKS, 4L);
    }
  }

  @Test
  void predictionIsTheSameButForItsNumbers() throws Exception {
    try (Life life = new Life(null)) {
      Prediction sent = prediction("left", 0, new Detections(List.of(car(100, 100))));
      life.send(sent);
      Outbound record = life.records().get(0);
      assertThat(record.key()).asString().isEqualTo("left");
      Prediction got = CODEC.decode(record.value(), Prediction.class);
      DetectedBox plain =
          DetectedBox.newBuilder(((Detections) got.getOutput()).getBoxes().get(0))
              .setTrackId(null)
              .build();
      Detections without = new Detections(List.of(plain));
      assertThat(Prediction.newBuilder(got).setOutput(without).build()).isEqualTo(sent);
    }
  }

  @Test
  void frameThatComesLatePassesWithoutNumbersAndIsCounted() throws Exception {
    try (Life life = new Life(null)) {
      life.frame("left", 2 * FRAME, car(100, 100));
      life.frame("left", FRAME, car(100, 100));
      life.frame("left", 2 * FRAME, car(100, 100));
      life.frame("left", 3 * FRAME, car(100, 100));
      assertThat(life.ids()).containsExactly("left[1]", "left[null]", "left[null]", "left[1]");
      assertThat(life.counters())
          .containsEntry(TrackCounters.LATE, 2L)
          .containsEntry(TrackCounters.TRACKS, 1L);
    }
  }

  @Test
  void whatHasNoBoxesPassesAsItIs() throws Exception {
    try (Life life = new Life(null)) {
      Outbound letter = new Outbound("millrace.dead-letters", -1, new byte[] {1}, new byte[] {2});
      life.send(letter);
      Prediction vector = prediction("left", 0, new Embedding(List.of(1f)));
      life.send(vector);
      assertThat(life.records().get(0)).usingRecursiveComparison().isEqualTo(letter);
      assertThat(CODEC.decode(life.records().get(1).value(), Prediction.class)).isEqualTo(vector);
    }
  }

  @Test
  void watermarkPassesAtOnce() throws Exception {
    try (Life life = new Life(null)) {
      life.flink.processWatermark(new Watermark(5));
      life.flink.processWatermark(new Watermark(MarkerTime.END_WATERMARK));
      assertThat(life.flink.getOutput())
          .containsExactly(new Watermark(5), new Watermark(MarkerTime.END_WATERMARK));
    }
  }

  /** Ten objects of three sources, each found four times in five. */
  private static List<Prediction> drive() {
    Random random = new Random(9);
    List<Prediction> frames = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      List<DetectedBox> boxes = new ArrayList<>();
      for (int c = 0; c < 10; c++) {
        if (random.nextInt(5) > 0) {
          boxes.add(car(90 * c + (2 + i % 3) * i, 100));
        }
      }
      frames.add(prediction("camera-" + i % 3, i * FRAME, new Detections(boxes)));
    }
    return frames;
  }

  @Test
  void numbersAreTheSameWithACheckpointAndARestartAfterEachFrame() throws Exception {
    List<String> whole;
    Map<String, Long> counters;
    try (Life life = new Life(null)) {
      for (Prediction frame : drive()) {
        life.send(frame);
      }
      whole = life.ids();
      counters = life.counters();
    }
    List<String> cut = new ArrayList<>();
    OperatorSubtaskState saved = null;
    for (Prediction frame : drive()) {
      try (Life life = new Life(saved)) {
        life.send(frame);
        cut.addAll(life.ids());
        saved = life.flink.snapshot(1, 1);
      }
    }
    assertThat(cut).isEqualTo(whole);
    try (Life life = new Life(saved)) {
      assertThat(life.counters()).isEqualTo(counters);
    }
  }

  @Test
  void changedParallelismKeepsTheNumbersOfASourceThatMoves() throws Exception {
    OperatorSubtaskState one = null;
    OperatorSubtaskState two = null;
    long time = 0;
    // Twice, so that each subtask holds an old copy of what belongs to the other.
    for (int round = 0; round < 2; round++) {
      OperatorSubtaskState both =
          one == null ? null : AbstractStreamOperatorTestHarness.repackageState(one, two);
      try (Life first = new Life(2, 0, part(both, 0));
          Life second = new Life(2, 1, part(both, 1))) {
        Life ofLeft = round == 0 ? first : second;
        Life ofRight = round == 0 ? second : first;
        time += FRAME;
        ofLeft.frame("left", time, car(100, 100));
        ofRight.frame("right", time, car(200, 100), car(300, 100));
        assertThat(ofLeft.ids()).containsExactly("left[1]");
        assertThat(ofRight.ids()).containsExactly("right[1, 2]");
        one = first.flink.snapshot(1, 1);
        two = second.flink.snapshot(1, 1);
      }
    }
    OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(one, two);
    OperatorSubtaskState all =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(both, MAX_PARALLELISM, 2, 1, 0);
    try (Life life = new Life(all)) {
      life.frame("left", time + FRAME, car(100, 100));
      life.frame("right", time + FRAME, car(300, 100), car(200, 100));
      assertThat(life.ids()).containsExactly("left[1]", "right[2, 1]");
    }
  }

  private static @Nullable OperatorSubtaskState part(
      @Nullable OperatorSubtaskState both, int subtask) {
    return both == null
        ? null
        : AbstractStreamOperatorTestHarness.repartitionOperatorState(
            both, MAX_PARALLELISM, 2, 2, subtask);
  }

  @Test
  void sourceThatTheWatermarkHasLeftBehindIsInNoCheckpoint() throws Exception {
    long hours = 3_600 * SECOND;
    OperatorSubtaskState saved;
    try (Life life = new Life(null)) {
      life.frame("left", 0, car(100, 100));
      life.frame("right", hours, car(100, 100));
      life.flink.processWatermark(new Watermark(MarkerTime.watermark(hours + SECOND)));
      saved = life.flink.snapshot(1, 1);
    }
    try (Life life = new Life(saved)) {
      // Behind the watermark, and not an hour after its last: remembered it would be number 2.
      life.frame("left", hours, car(100, 100));
      life.frame("right", hours + FRAME, car(100, 100));
      assertThat(life.ids()).containsExactly("left[1]", "right[1]");
    }
  }
}
