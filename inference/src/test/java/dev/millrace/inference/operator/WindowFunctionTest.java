package dev.millrace.inference.operator;

import static dev.millrace.inference.operator.Fixtures.inbound;
import static dev.millrace.inference.operator.Fixtures.reading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.operator.Sample.State;
import dev.millrace.schemas.avro.SensorReading;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Inbound;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows as they are made on Flink. */
class WindowFunctionTest {

  private static final SensorInput SCALED = new SensorInput("window", true);
  private static final SensorInput RAW = new SensorInput("window", false);

  private static KeyedOneInputStreamOperatorTestHarness<String, Inbound, Sample> start(
      SensorInput input, @Nullable OperatorSubtaskState from) throws Exception {
    Task task = Fixtures.sensorTask();
    var function = new WindowFunction(task.feed(), task.windowing().orElseThrow(), input);
    var flink =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(function), WindowFunction::source, Types.STRING);
    flink.setup();
    if (from != null) {
      flink.initializeState(from);
    }
    flink.open();
    return flink;
  }

  private static List<Sample> samples(SensorInput input, Inbound... events) throws Exception {
    try (var flink = start(input, null)) {
      for (Inbound event : events) {
        flink.processElement(new StreamRecord<>(event));
      }
      return flink.extractOutputValues();
    }
  }

  private static Inbound[] threeReadings() {
    return new Inbound[] {
      inbound(reading("rig", 1, 10, -1)),
      inbound(reading("rig", 2, 20, -2)),
      inbound(reading("rig", 3, 30, -3))
    };
  }

  @Test
  void readingsWarmUpBeforeTheFirstWindow() throws Exception {
    assertThat(samples(SCALED, threeReadings()))
        .extracting(Sample::state)
        .containsExactly(State.WARM_UP, State.WARM_UP, State.READY);
  }

  @Test
  void bundleDecidesWhetherValuesAreScaled() throws Exception {
    assertThat(samples(RAW, threeReadings()).get(2).window())
        .containsExactly(10, -1, 20, -2, 30, -3);
    // Mean 20 and population or sample deviation of 10, 20, 30: symmetric around 0.
    float[] scaled = samples(SCALED, threeReadings()).get(2).window();
    assertThat(scaled[2]).isZero();
    assertThat(scaled[4]).isEqualTo(-scaled[0]).isBetween(0.9f, 1.3f);
  }

  @Test
  void eachSourceHasAWindowOfItsOwn() throws Exception {
    assertThat(
            samples(
                RAW,
                inbound(reading("a", 1, 1, 1)),
                inbound(reading("b", 1, 2, 2)),
                inbound(reading("a", 2, 1, 1)),
                inbound(reading("b", 2, 2, 2))))
        .extracting(Sample::state)
        .containsOnly(State.WARM_UP);
  }

  @Test
  void windowSurvivesACheckpoint() throws Exception {
    OperatorSubtaskState saved;
    Inbound[] events = threeReadings();
    try (var flink = start(RAW, null)) {
      flink.processElement(new StreamRecord<>(events[0]));
      flink.processElement(new StreamRecord<>(events[1]));
      saved = flink.snapshot(1, 1);
    }
    try (var flink = start(RAW, saved)) {
      flink.processElement(new StreamRecord<>(events[2]));
      assertThat(flink.extractOutputValues().get(0).window())
          .containsExactly(10, -1, 20, -2, 30, -3);
    }
  }

  @Test
  void readingsOfOtherFeedsArePassedOver() throws Exception {
    SensorReading other =
        SensorReading.newBuilder(reading("rig", 1, 1, 1)).setFeed("another").build();
    assertThat(samples(RAW, inbound(other))).isEmpty();
  }

  @Test
  void readingOlderThanItsSourceIsRejected() throws Exception {
    Sample late =
        samples(RAW, inbound(reading("rig", 5, 1, 1)), inbound(reading("rig", 4, 1, 1))).get(1);
    assertThat(late.state()).isEqualTo(State.REJECTED);
    assertThat(late.code()).isEqualTo("OUT_OF_ORDER");
  }

  @Test
  void readingUnderAnotherKeyIsRejectedBeforeItMixesSources() throws Exception {
    byte[] value = inbound(reading("rig", 1, 1, 1)).value();
    Sample misplaced =
        samples(RAW, new Inbound("events", 0, 0, 0, "pump".getBytes(UTF_8), value)).get(0);
    assertThat(misplaced.code()).isEqualTo("WRONG_EVENT");
    assertThat(misplaced.reason()).contains("'rig'").contains("'pump'");
    assertThat(samples(RAW, new Inbound("events", 0, 0, 0, null, value)).get(0).code())
        .isEqualTo("WRONG_EVENT");
  }

  @Test
  void whatIsNoReadingIsLeftToTheScorer() throws Exception {
    assertThat(
            samples(
                RAW,
                Fixtures.bytes(0, new byte[] {1}),
                Fixtures.text(1, "good"),
                new Inbound("events", 0, 0, 0, null, null)))
        .extracting(Sample::state)
        .containsExactly(State.READY, State.READY, State.READY);
  }
}
