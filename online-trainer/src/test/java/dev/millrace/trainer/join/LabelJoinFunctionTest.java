package dev.millrace.trainer.join;

import static dev.millrace.trainer.join.JoinFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The join as it runs on Flink, through the real operator, timers and state. */
public final class LabelJoinFunctionTest {

  private KeyedTwoInputStreamOperatorTestHarness<String, Arrival, Arrival, JoinOutcome> flink =
      harness();

  private static KeyedTwoInputStreamOperatorTestHarness<String, Arrival, Arrival, JoinOutcome>
      harness() {
    try {
      var harness =
          new KeyedTwoInputStreamOperatorTestHarness<>(
              new KeyedCoProcessOperator<>(new LabelJoinFunction(JoinFixture.SPEC)),
              Arrival::eventId,
              Arrival::eventId,
              Types.STRING);
      harness.setup();
      return harness;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    flink.close();
  }

  private List<String> outcomes() {
    List<String> lines = new ArrayList<>();
    for (Object element : flink.getOutput()) {
      if (element instanceof StreamRecord<?> record
          && record.getValue() instanceof JoinOutcome outcome) {
        lines.add(JoinFixture.line(outcome));
      }
    }
    return lines;
  }

  private void features(Arrival arrival) throws Exception {
    flink.processElement1(new StreamRecord<>(arrival));
  }

  private void label(Arrival arrival) throws Exception {
    flink.processElement2(new StreamRecord<>(arrival));
  }

  private void watermark(long millis) throws Exception {
    flink.processBothWatermarks(new Watermark(millis));
  }

  private void assertNothingLeft() {
    assertThat(flink.numKeyedStateEntries()).as("state entries").isZero();
    assertThat(flink.numEventTimeTimers()).as("timers").isZero();
  }

  @Test
  void exampleLeavesWhenTheWatermarkPassesItsLabel() throws Exception {
    flink.open();
    features(JoinFixture.features("a", 0));
    label(JoinFixture.label("a", 5 * SECOND, "spam"));
    watermark(4_999);
    assertThat(outcomes()).isEmpty();
    watermark(5_000);
    assertThat(outcomes()).containsExactly("JOINED a 5000000 spam");
    watermark(60_000);
    assertNothingLeft();
  }

  @Test
  void labelMayComeBeforeItsFeatures() throws Exception {
    flink.open();
    label(JoinFixture.label("a", 5 * SECOND, "spam"));
    features(JoinFixture.features("a", 0));
    watermark(5_000);
    assertThat(outcomes()).containsExactly("JOINED a 5000000 spam");
  }

  @Test
  void earliestLabelWinsAndTheOthersAreRepeated() throws Exception {
    flink.open();
    features(JoinFixture.features("a", 0));
    label(JoinFixture.label("a", 5 * SECOND, "second"));
    label(JoinFixture.label("a", 4 * SECOND, "first"));
    watermark(4_500);
    label(JoinFixture.label("a", 4 * SECOND, "after the fact"));
    watermark(60_000);
    assertThat(outcomes())
        .containsExactly("JOINED a 4000000 first", "LABEL_REPEATED a", "LABEL_REPEATED a");
    assertNothingLeft();
  }

  @Test
  void labelsOfTheSameTimeAreToldApartByTheirBytes() throws Exception {
    flink.open();
    features(JoinFixture.features("a", 0));
    label(JoinFixture.label("a", SECOND, "spam"));
    label(JoinFixture.label("a", SECOND, "ham"));
    watermark(1_000);
    assertThat(outcomes()).containsExactly("JOINED a 1000000 ham", "LABEL_REPEATED a");
  }

  @Test
  void lateLabelIsJoinedAtOnceAndMarkedLate() throws Exception {
    flink.open();
    features(JoinFixture.features("a", 0));
    watermark(10_000);
    label(JoinFixture.label("a", 5 * SECOND, "spam"));
    assertThat(outcomes()).containsExactly("JOINED_LATE a 5000000 spam");
  }

  @Test
  void labelAfterFeatureRetentionIsCountedAndNotLearned() throws Exception {
    flink.open();
    features(JoinFixture.features("a", 0));
    label(JoinFixture.label("a", 61 * SECOND, "spam"));
    watermark(80_000);
    assertThat(outcomes()).containsExactly("FEATURES_UNLABELLED a", "LABEL_EXPIRED a");
    assertNothingLeft();
  }

  @Test
  void labelWithoutFeaturesExpiresAfterItsRetention() throws Exception {
    flink.open();
    label(JoinFixture.label("a", SECOND, "spam"));
    watermark(10_999);
    assertThat(outcomes()).isEmpty();
    watermark(11_000);
    assertThat(outcomes()).containsExactly("LABEL_EXPIRED a");
    assertNothingLeft();
  }

  @Test
  void labelOlderThanItsEventCountsFromTheEvent() throws Exception {
    flink.open();
    label(JoinFixture.label("a", 1 * SECOND, "spam"));
    features(JoinFixture.features("a", 3 * SECOND));
    watermark(2_999);
    assertThat(outcomes()).isEmpty();
    watermark(3_000);
    assertThat(outcomes()).containsExactly("JOINED a 3000000 spam");
  }

  @Test
  void endOfStreamDecidesEverythingInOrderOfTimeAndLeavesNothing() throws Exception {
    flink.open();
    features(JoinFixture.features("a", 0));
    label(JoinFixture.label("a", 61 * SECOND, "too late"));
    features(JoinFixture.features("b", 0));
    label(JoinFixture.label("b", 2 * SECOND, "spam"));
    label(JoinFixture.label("c", SECOND, "alone"));
    watermark(Long.MAX_VALUE);
    assertThat(outcomes())
        .containsExactly(
            "JOINED b 2000000 spam", "LABEL_EXPIRED c", "FEATURES_UNLABELLED a", "LABEL_EXPIRED a");
    assertNothingLeft();
  }

  @Test
  void unreadableRecordPassesThroughWithItsReason() throws Exception {
    flink.open();
    features(Arrival.unreadable(JoinFixture.features("a", 0).record(), "corrupt"));
    assertThat(outcomes()).hasSize(1).first().asString().startsWith("UNREADABLE");
    assertNothingLeft();
  }

  @Test
  void restoredJoinGoesOnWhereItWas() throws Exception {
    flink.open();
    features(JoinFixture.features("a", 0));
    label(JoinFixture.label("b", 5 * SECOND, "ham"));
    OperatorSubtaskState snapshot = flink.snapshot(1, 1);
    flink.close();
    flink = harness();
    flink.initializeState(snapshot);
    flink.open();
    label(JoinFixture.label("a", 5 * SECOND, "spam"));
    features(JoinFixture.features("b", 0));
    watermark(5_000);
    assertThat(outcomes())
        .containsExactlyInAnyOrder("JOINED a 5000000 spam", "JOINED b 5000000 ham");
  }

  /** Records and a watermark that never overtakes one, shuffled by a seed. */
  @Property(tries = 60)
  void outcomesDoNotDependOnArrivalOrder(@ForAll long seed) throws Exception {
    assertThat(run(seed, seed + 1)).isEqualTo(run(seed, seed + 2));
  }

  private static List<String> run(long content, long order) throws Exception {
    List<Arrival> all = new ArrayList<>(records(new Random(content)));
    Collections.shuffle(all, new Random(order));
    LabelJoinFunctionTest test = new LabelJoinFunctionTest();
    try {
      test.flink.open();
      long step = 7_000;
      for (long watermark = step; !all.isEmpty(); watermark += step) {
        long until = watermark;
        // What is not yet due may come early or wait, by the shuffled order.
        List<Arrival> now =
            all.stream().filter(a -> a.time() / 1000 <= until || early(a, order)).toList();
        for (Arrival arrival : now) {
          test.arrive(arrival);
        }
        all.removeAll(now);
        test.watermark(watermark);
      }
      test.watermark(Long.MAX_VALUE);
      test.assertNothingLeft();
      return test.outcomes().stream().sorted().toList();
    } finally {
      test.close();
    }
  }

  private static boolean early(Arrival arrival, long order) {
    return new Random(order ^ arrival.eventId().hashCode() ^ arrival.time()).nextBoolean();
  }

  private void arrive(Arrival arrival) throws Exception {
    if (arrival.record().topic().equals("features")) {
      features(arrival);
    } else {
      label(arrival);
    }
  }

  private static List<Arrival> records(Random random) {
    return Stream.of("a", "b", "c", "d")
        .flatMap(
            event -> {
              List<Arrival> records = new ArrayList<>();
              if (random.nextInt(4) > 0) {
                records.add(JoinFixture.features(event, random.nextInt(30) * SECOND));
              }
              for (int i = random.nextInt(4); i > 0; i--) {
                long time = random.nextInt(100) * SECOND;
                records.add(JoinFixture.label(event, time, "label " + random.nextInt(3)));
              }
              return records.stream();
            })
        .toList();
  }
}
