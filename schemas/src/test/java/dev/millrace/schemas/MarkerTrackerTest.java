package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Marker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** How far a stream has come. */
final class MarkerTrackerTest {

  private static final String ORIGIN = "inference/sms";

  private final MarkerTracker tracker = new MarkerTracker(ORIGIN);

  private static Marker marker(int part, int parts, long time) {
    return new Marker(ORIGIN, part, parts, time, false, Map.of("events_in", time));
  }

  private static Marker end(int part, int parts) {
    return new Marker(ORIGIN, part, parts, 0L, true, Map.of());
  }

  @Test
  void nothingIsReachedBeforeEveryPartIsHeardOf() {
    assertThat(tracker.reached()).isEqualTo(MarkerTracker.NOTHING);
    tracker.accept(marker(0, 2, 10));
    assertThat(tracker.reached()).isEqualTo(MarkerTracker.NOTHING);
    tracker.accept(marker(1, 2, 7));
    assertThat(tracker.reached()).isEqualTo(7);
  }

  @Test
  void slowestPartDecides() {
    tracker.accept(marker(0, 2, 10));
    tracker.accept(marker(1, 2, 7));
    tracker.accept(marker(1, 2, 30));
    assertThat(tracker.reached()).isEqualTo(10);
  }

  @Test
  void markersOfOthersArePassedOver() {
    assertThat(tracker.accept(new Marker("feed/sms", 0, 1, 5L, true, Map.of()))).isFalse();
    assertThat(tracker.reached()).isEqualTo(MarkerTracker.NOTHING);
  }

  @Test
  void endIsReachedWhenAllPartsHaveEnded() {
    tracker.accept(end(0, 2));
    tracker.accept(marker(1, 2, 7));
    assertThat(tracker.ended()).isFalse();
    assertThat(tracker.reached()).isEqualTo(7);
    tracker.accept(end(1, 2));
    assertThat(tracker.ended()).isTrue();
  }

  @Test
  void markerThatComesAgainDoesNotTurnTimeBack() {
    tracker.accept(marker(0, 1, 10));
    tracker.accept(marker(0, 1, 4));
    assertThat(tracker.reached()).isEqualTo(10);
  }

  @Test
  void otherNumberOfPartsStartsAnew() {
    tracker.accept(marker(0, 1, 10));
    tracker.accept(marker(0, 2, 20));
    assertThat(tracker.reached()).isEqualTo(MarkerTracker.NOTHING);
  }

  @Test
  void countersAreSummedOverPartsAsLastTold() {
    tracker.accept(marker(0, 2, 10));
    tracker.accept(marker(0, 2, 11));
    tracker.accept(marker(1, 2, 5));
    assertThat(tracker.counters()).containsExactly(Map.entry("events_in", 16L));
  }

  /** Partitions are read in any order: what is reached in the end must not depend on it. */
  @Property
  void reachedIsIndependentOfArrivalOrder(
      @ForAll @IntRange(min = 1, max = 4) int parts,
      @ForAll List<@IntRange(max = 1000) Integer> times,
      @ForAll long seed) {
    List<Marker> markers = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      markers.add(marker(i % parts, parts, times.get(i)));
    }
    MarkerTracker inOrder = new MarkerTracker(ORIGIN);
    markers.forEach(inOrder::accept);
    Collections.shuffle(markers, new Random(seed));
    MarkerTracker shuffled = new MarkerTracker(ORIGIN);
    markers.forEach(shuffled::accept);
    assertThat(shuffled.reached()).isEqualTo(inOrder.reached());
  }
}
