package dev.millrace.inference.fuse;

import static dev.millrace.inference.fuse.FuseFixtures.SECOND;
import static dev.millrace.inference.fuse.FuseFixtures.prediction;
import static dev.millrace.inference.fuse.FuseFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.fuse.Fusion.Result;
import dev.millrace.inference.fuse.Fusion.Taken;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.FuseSpec.AnySource;
import dev.millrace.schemas.task.FuseSpec.AttributeSource;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import dev.millrace.schemas.task.FuseSpec.NamedSource;
import dev.millrace.schemas.task.FuseSpec.Partner;
import dev.millrace.schemas.task.FuseSpec.SameSource;
import dev.millrace.stream.Outbound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who waits for what, and how long. */
class FusionTest {

  private final Collected out = new Collected();

  private static void ask(Fusion fusion, String source, long time) {
    ask(fusion, source, time, 0);
  }

  private static void ask(Fusion fusion, String source, long time, long now) {
    Prediction prediction = prediction(source, time);
    fusion.prediction(FuseFixtures.record(prediction), prediction, now);
  }

  private static Fusion of(FeedFormat format, Partner partner) {
    return new Fusion(FuseFixtures.spec(FuseFixtures.speed(format, Interpolate.LINEAR, partner)));
  }

  @Test
  void markerLeavesBehindThePredictionsThatItSpeaksOf() {
    Fusion fusion = new Fusion(FuseFixtures.recorded(Interpolate.LINEAR));
    ask(fusion, "car", SECOND);
    fusion.marker(new Outbound(FuseFixtures.PREDICTIONS, 0, new byte[0], new byte[0]));
    fusion.leaveInOrder(0, out);
    assertThat(out.order).isEmpty();
    fusion.readingsPassed(2 * SECOND);
    fusion.leaveInOrder(0, out);
    assertThat(out.order).containsExactly("car-1000000", "marker");
  }

  @Test
  void recordedSensorIsWaitedForHoweverLongItTakes() {
    Fusion fusion = of(FeedFormat.RECORDING, new SameSource());
    ask(fusion, "car", SECOND);
    fusion.leaveInOrder(Long.MAX_VALUE, out);
    assertThat(out.order).isEmpty();
  }

  @Test
  void silentSensorOfALiveFeedIsNotWaitedForBeyondItsLateness() {
    for (FeedFormat format : List.of(FeedFormat.HOST_TELEMETRY, FeedFormat.MQTT)) {
      Collected left = new Collected();
      Fusion fusion = of(format, new SameSource());
      ask(fusion, "car", SECOND, 10_000);
      fusion.leaveInOrder(11_999, left);
      assertThat(left.order).isEmpty();
      fusion.leaveInOrder(12_000, left);
      assertThat(left.results).containsExactly(Result.GAVE_UP);
      assertThat(left.values).containsExactly(Map.of());
    }
  }

  @Test
  void withoutMarkersTheNextReadingOfTheSourceTellsThatTheOneBeforeWasTheLast() {
    Fusion fusion = of(FeedFormat.TOPIC_SENSOR, new SameSource());
    ask(fusion, "car", SECOND);
    fusion.reading(reading("car", SECOND - 100_000, 10));
    fusion.reading(reading("other", SECOND + 100_000, 99));
    fusion.leaveInOrder(0, out);
    assertThat(out.order).isEmpty();
    fusion.reading(reading("car", SECOND + 100_000, 20));
    fusion.leaveInOrder(0, out);
    assertThat(out.values).containsExactly(Map.of("speed.speed", 15.0));
  }

  @Test
  void readingsOfAnySourceAreThoseOfOneVehicle() {
    Fusion fusion = of(FeedFormat.RECORDING, new AnySource());
    fusion.reading(reading("left", SECOND - 100_000, 1));
    fusion.reading(reading("right", SECOND + 100_000, 3));
    fusion.readingsPassed(Long.MAX_VALUE);
    ask(fusion, "car", SECOND);
    fusion.leaveInOrder(0, out);
    assertThat(out.values).containsExactly(Map.of("speed.speed", 2.0));
  }

  @Test
  void partnerIsTheSameSourceOneByNameOrOneThatTheEventNames() {
    Map<Partner, Double> expected =
        Map.of(
            new SameSource(), 1.0,
            new NamedSource("tractor"), 2.0,
            new AttributeSource("trailer"), 3.0);
    expected.forEach(
        (partner, value) -> {
          Collected left = new Collected();
          Fusion fusion = of(FeedFormat.RECORDING, partner);
          fusion.reading(reading("car", SECOND, 1));
          fusion.reading(reading("tractor", SECOND, 2));
          fusion.reading(reading("trailer-7", SECOND, 3));
          fusion.readingsPassed(Long.MAX_VALUE);
          ask(fusion, "car", SECOND);
          fusion.leaveInOrder(0, left);
          assertThat(left.values).containsExactly(Map.of("speed.speed", value));
        });
  }

  @Test
  void eventThatNamesNoPartnerLeavesAtOnce() {
    Fusion fusion = of(FeedFormat.RECORDING, new AttributeSource("nobody"));
    ask(fusion, "car", SECOND);
    fusion.leaveInOrder(0, out);
    assertThat(out.results).containsExactly(Result.MISSING);
  }

  @Test
  void readingBehindItsMarkersIsNotUsed() {
    Fusion fusion = new Fusion(FuseFixtures.recorded(Interpolate.PREVIOUS));
    fusion.readingsPassed(SECOND);
    assertThat(fusion.reading(reading("car", SECOND - 1, 5))).isEqualTo(Taken.LATE);
    assertThat(fusion.reading(reading("car", SECOND, 6))).isEqualTo(Taken.HELD);
  }

  @Test
  void predictionBehindItsMarkersHasNoValueRatherThanAWrongOne() {
    Fusion fusion = new Fusion(FuseFixtures.recorded(Interpolate.NEAREST));
    fusion.reading(reading("car", SECOND, 5));
    fusion.reading(reading("car", SECOND + 400_000, 6));
    fusion.readingsPassed(Long.MAX_VALUE);
    // The first reading is forgotten; the second lies near enough, but is not the nearest.
    fusion.eventsPassed(SECOND + 600_000);
    ask(fusion, "car", SECOND + 100_000);
    fusion.leaveInOrder(0, out);
    assertThat(out.results).containsExactly(Result.LATE);
    assertThat(out.values).containsExactly(Map.of());
  }

  @Test
  void readingsAreForgottenOnceNoEventNeedsThem() {
    Fusion fusion = new Fusion(FuseFixtures.recorded(Interpolate.LINEAR));
    for (int i = 0; i < 100; i++) {
      fusion.reading(reading("car", i * SECOND / 10, i));
    }
    fusion.eventsPassed(5 * SECOND);
    assertThat(fusion.readings()).allSatisfy(r -> assertThat(r.time()).isGreaterThan(4 * SECOND));
    ask(fusion, "car", 5 * SECOND);
    fusion.eventsPassed(Long.MAX_VALUE);
    assertThat(fusion.readings()).as("one still waits").isNotEmpty();
    fusion.readingsPassed(Long.MAX_VALUE);
    fusion.leaveInOrder(0, out);
    assertThat(fusion.readings()).isEmpty();
  }

  @Test
  void readingsOfACameraThatIsSilentNeverTakeMoreThanTheirRoom() {
    Fusion fusion = of(FeedFormat.TOPIC_SENSOR, new SameSource());
    for (int i = 0; i < 50_000; i++) {
      fusion.reading(reading("car-" + i % 3, i, i));
      assertThat(fusion.readings().size()).isLessThanOrEqualTo(10_000);
      if (i % 1000 != 0) {
        continue;
      }
      assertThat(fusion.readings()).extracting(FusedReading::time).contains((long) i);
    }
    assertThat(fusion.takeDropped()).isEqualTo(50_000 - fusion.readings().size());
  }

  @Test
  void predictionsThatWaitNeverTakeMoreThanTheirRoom() {
    FusionSpec small = FuseFixtures.recorded(Interpolate.LINEAR);
    Fusion fusion = new Fusion(new FusionSpec(small.items(), small.feeds(), false, 10_000, 2_000));
    for (int i = 0; i < 100; i++) {
      ask(fusion, "car", i);
      fusion.leaveInOrder(0, out);
      assertThat(fusion.waiting().stream().mapToInt(held -> held.value().length).sum())
          .isLessThanOrEqualTo(2_000);
    }
    assertThat(out.results).isNotEmpty().containsOnly(Result.GAVE_UP);
  }
}
