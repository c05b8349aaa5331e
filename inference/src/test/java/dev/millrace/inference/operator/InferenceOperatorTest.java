package dev.millrace.inference.operator;

import static dev.millrace.inference.operator.Fixtures.POISON;
import static dev.millrace.inference.operator.Fixtures.TOPICS;
import static dev.millrace.inference.operator.Fixtures.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.OpenTensors;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.Outbound;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The operator as it runs on Flink, with a real model that does not learn. */
class InferenceOperatorTest {

  /** Keeps a thread busy for as long as thousands of short texts. */
  private static final String LONG = "good ".repeat(900);

  private static Life life(int threads, int bestBatch) throws Exception {
    return new Life(
        Fixtures.spec(Fixtures.textTask(), context -> Fixtures.textModel(bestBatch), threads));
  }

  private static final int SESSIONS_BEFORE = SharedModels.process().open();
  private static final long TENSORS_BEFORE = OpenTensors.count();

  @AfterAll
  static void everythingIsClosed() {
    assertThat(SharedModels.process().open()).isEqualTo(SESSIONS_BEFORE);
    assertThat(OpenTensors.count()).isEqualTo(TENSORS_BEFORE);
  }

  @Test
  void predictionTellsEventTaskAndModel() throws Exception {
    try (Life life = life(1, 1)) {
      life.event(text(7, "good good bad"));
      Prediction prediction = life.drained(Prediction.class).get(0);
      assertThat(prediction.getEventId()).isEqualTo("letter-7");
      assertThat(prediction.getTask()).isEqualTo("tone");
      assertThat(prediction.getModel().getName()).isEqualTo("tone");
      assertThat(prediction.getModel().getVersion()).isZero();
      assertThat(prediction.getOutput().toString()).contains("\"kind\"");
      assertThat(life.drained())
          .extracting(record -> record.topic() + " " + new String(record.key(), UTF_8))
          .containsExactly(TOPICS.predictions() + " ada");
    }
  }

  @Test
  void resultsLeaveInOrderOfArrivalThoughAThreadIsSlow() throws Exception {
    try (Life life = life(2, 1)) {
      for (int i = 0; i < 40; i++) {
        life.event(text(i, i % 10 == 0 ? LONG : "bad"));
      }
      assertThat(life.drained(Prediction.class))
          .extracting(Prediction::getEventId)
          .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(i -> "letter-" + i).toList());
    }
  }

  @Test
  void everythingInFlightIsEmittedBeforeTheSnapshot() throws Exception {
    try (Life life = life(2, 4)) {
      life.event(text(0, LONG));
      for (int i = 1; i < 6; i++) {
        life.event(text(i, "good"));
      }
      life.flink.prepareSnapshotPreBarrier(1);
      assertThat(life.flink.extractOutputValues()).hasSize(6);
    }
  }

  @Test
  void endOfTheEventsWaitsForWhatIsInFlight() throws Exception {
    try (Life life = life(1, 1)) {
      life.event(text(0, LONG));
      ((BoundedMultiInput) life.flink.getOperator()).endInput(1);
      assertThat(life.flink.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void watermarkLeavesBehindAllEarlierEventsToEveryPartition() throws Exception {
    try (Life life = life(2, 1)) {
      life.event(text(0, LONG));
      life.watermark(4_999);
      life.event(text(5, "good"));
      List<Outbound> out = life.drained();
      assertThat(Fixtures.all(out.subList(0, 1), Prediction.class)).hasSize(1);
      List<Outbound> markers = out.subList(1, 1 + Fixtures.PARTITIONS);
      assertThat(markers)
          .extracting(record -> record.topic() + record.partition())
          .containsExactly(
              TOPICS.predictions() + 0, TOPICS.predictions() + 1, TOPICS.predictions() + 2);
      assertThat(Fixtures.all(markers, Marker.class))
          .allSatisfy(
              marker -> {
                assertThat(marker.getOrigin()).isEqualTo("inference/tone");
                assertThat(marker.getEventTime()).isEqualTo(5_000_000);
                assertThat(marker.getEnd()).isFalse();
                assertThat(marker.getCounters()).containsEntry("predictions", 1L);
              });
      assertThat(out).hasSize(2 + Fixtures.PARTITIONS);
      assertThat(life.flink.getOutput()).contains(new Watermark(4_999));
    }
  }

  @Test
  void newestMarkersAreRepeatedForAReaderThatHasForgottenThem() throws Exception {
    try (Life life = life(1, 1)) {
      long period = InferenceOperator.REPEAT_MARKERS_AFTER.toMillis();
      life.flink.setProcessingTime(period);
      assertThat(life.flink.extractOutputValues()).isEmpty();

      life.watermark(1_999);
      life.watermark(4_999);
      life.flink.setProcessingTime(2 * period);

      assertThat(life.drained(Marker.class))
          .extracting(Marker::getEventTime)
          .containsExactly(
              2_000_000L,
              2_000_000L,
              2_000_000L,
              5_000_000L,
              5_000_000L,
              5_000_000L,
              5_000_000L,
              5_000_000L,
              5_000_000L);
      assertThat(life.flink.getOutput().stream().filter(Watermark.class::isInstance)).hasSize(2);
    }
  }

  @Test
  void endOfTimeBecomesTheEndMarkerWithAllCounters() throws Exception {
    try (Life life = life(1, 1)) {
      life.event(text(0, "good"));
      life.event(Fixtures.bytes(1, new byte[] {1, 2, 3}));
      life.sample(Sample.warmUp(text(2, "good")));
      life.watermark(Long.MAX_VALUE);
      Marker marker = life.drained(Marker.class).get(0);
      assertThat(marker.getEnd()).isTrue();
      assertThat(marker.getCounters())
          .isEqualTo(
              Map.of(
                  "events", 3L,
                  "predictions", 1L,
                  "window_warmup", 1L,
                  "dead_letters", 1L,
                  "swaps", 0L));
    }
  }

  @Test
  void countersSurviveACheckpointAndAChangeOfParallelism() throws Exception {
    OperatorSubtaskState first;
    OperatorSubtaskState second;
    OperatorSpec spec = Fixtures.spec(Fixtures.textTask(), context -> Fixtures.textModel(1), 1);
    try (Life one = new Life(spec, 2, 0, null);
        Life two = new Life(spec, 2, 1, null)) {
      one.event(text(0, "good"));
      two.event(text(1, "good"));
      two.event(text(2, "good"));
      first = one.checkpoint();
      second = two.checkpoint();
      one.event(text(3, "after the checkpoint"));
    }
    OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(first, second);
    OperatorSubtaskState merged =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            both, Life.MAX_PARALLELISM, 2, 1, 0);
    try (Life whole = new Life(spec, 1, 0, merged)) {
      whole.event(text(4, "good"));
      whole.watermark(0);
      Marker marker = whole.drained(Marker.class).get(0);
      assertThat(marker.getCounters()).containsEntry("events", 4L).containsEntry("predictions", 4L);
      assertThat(marker.getParts()).isEqualTo(1);
    }
  }

  @Test
  void unreadableBytesBecomeADeadLetterOfNoTask() throws Exception {
    byte[] noise = {9, 8, 7};
    try (Life life = life(1, 1)) {
      life.event(Fixtures.bytes(5, noise));
      DeadLetter letter = life.drained(DeadLetter.class).get(0);
      assertThat(letter.getStage()).isEqualTo("inference.read");
      assertThat(letter.getError()).isEqualTo("NOT_AVRO");
      assertThat(letter.getReason()).contains("C3 01").contains("millrace.events.text-2-5");
      assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(noise));
      assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap("key".getBytes(UTF_8)));
      assertThat(letter.getTask()).isNull();
      assertThat(letter.getFeed()).isNull();
      assertThat(life.drained()).extracting(Outbound::topic).containsOnly(TOPICS.deadLetters());
    }
  }

  @Test
  void recordWithoutValueOrKeyBecomesADeadLetter() throws Exception {
    try (Life life = life(1, 1)) {
      life.event(new Inbound(TOPICS.textEvents(), 0, 1, 0, null, null));
      DeadLetter letter = life.drained(DeadLetter.class).get(0);
      assertThat(letter.getReason()).contains("without a value");
      assertThat(letter.getKey()).isNull();
      assertThat(letter.getValue()).isNull();
    }
  }

  @Test
  void whatAnotherTaskReportsIsPassedOverUncounted() throws Exception {
    OperatorSpec spec =
        Fixtures.spec(
            Fixtures.textTask(), context -> Fixtures.textModel(1), 1, Unreadable.PASSED_OVER);
    try (Life life = new Life(spec)) {
      life.event(Fixtures.bytes(0, new byte[] {1}));
      life.watermark(0);
      assertThat(life.drained(DeadLetter.class)).isEmpty();
      assertThat(life.drained(Marker.class).get(0).getCounters()).containsEntry("events", 0L);
    }
  }

  @Test
  void eventsOfOtherFeedsArePassedOverUncounted() throws Exception {
    try (Life life = life(1, 1)) {
      life.event(text(0, "someone else's", "good"));
      life.watermark(0);
      assertThat(life.drained(Prediction.class)).isEmpty();
      assertThat(life.drained(Marker.class).get(0).getCounters()).containsEntry("events", 0L);
    }
  }

  @Test
  void eventThatTheModelFailsOnDoesNotTakeItsBatchMatesAlong() throws Exception {
    try (Life life = life(1, 8)) {
      life.event(text(0, LONG)); // While it runs, the others gather to one batch.
      life.event(text(1, "good"));
      life.event(text(2, POISON));
      life.event(text(3, "bad"));
      assertThat(life.drained(Prediction.class))
          .extracting(Prediction::getEventId)
          .containsExactly("letter-0", "letter-1", "letter-3");
      DeadLetter letter = life.drained(DeadLetter.class).get(0);
      assertThat(letter.getEventId()).isEqualTo("letter-2");
      assertThat(letter.getStage()).isEqualTo("inference.run");
      assertThat(letter.getError()).isEqualTo("MODEL_FAILED");
      assertThat(letter.getTask()).isEqualTo("tone");
      assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(text(2, POISON).value()));
    }
  }

  @Test
  void rejectedSampleBecomesADeadLetterWithItsEventId() throws Exception {
    Inbound event = text(3, "good");
    try (Life life = life(1, 1)) {
      life.sample(Sample.rejected(event, "OUT_OF_ORDER", "too old"));
      DeadLetter letter = life.drained(DeadLetter.class).get(0);
      assertThat(letter.getEventId()).isEqualTo("letter-3");
      assertThat(letter.getStage()).isEqualTo("inference.prepare");
      assertThat(letter.getError()).isEqualTo("OUT_OF_ORDER");
      assertThat(letter.getReason()).isEqualTo("too old (millrace.events.text-0-3)");
      assertThat(letter.getFeed()).isEqualTo("letters");
      assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(event.value()));
    }
  }

  @Test
  void failureThatIsNoEventsFaultStopsTheTask() throws Exception {
    Life life = life(1, 1);
    try (life) {
      // A window goes to a task of texts only if the job is wired wrongly.
      life.sample(new Sample(null, Sample.State.READY, null, 0, 1, null, null));
      assertThatThrownBy(life::drained)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("scoring of task tone failed");
    }
  }

  @Test
  void startThatFailsLeavesNothingOpen() {
    int before = SharedModels.process().open();
    OperatorSpec spec =
        Fixtures.spec(
            Fixtures.textTask(),
            context -> TaskModel.load(Fixtures.textTask(), Fixtures.textBundle(1, List.of())),
            1);
    assertThatThrownBy(() -> new Life(spec))
        .hasMessageContaining("tokens")
        .hasMessageContaining("name outputs of the types [FLOAT32");
    assertThat(SharedModels.process().open()).isEqualTo(before);
  }
}
