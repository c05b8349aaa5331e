package dev.millrace.inference.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Values depend on the readings alone, however they and the predictions arrive. */
class FusionOrderTest {

  private static final long SPAN = 20 * FuseFixtures.SECOND;
  private static final List<String> CARS = List.of("red", "blue", "none");

  @Property(tries = 300)
  void valuesDoNotDependOnTheOrderOfArrival(
      @ForAll long seed, @ForAll @IntRange(max = 120) int readings, @ForAll Interpolate how) {
    Interpolate angle = how == Interpolate.QUATERNION ? Interpolate.LINEAR : how;
    Random random = new Random(seed);
    List<FusedReading> all = readings(random, readings);
    List<Prediction> asked = predictions(random, 40);
    Map<String, Map<String, Double>> expected = arrive(all, asked, angle, null);
    assertThat(arrive(all, asked, angle, random)).isEqualTo(expected);
  }

  @Property(tries = 200)
  void linearValuesAreThoseOfTheStraightLine(
      @ForAll long seed, @ForAll @IntRange(max = 120) int readings) {
    Random random = new Random(seed);
    List<FusedReading> all = readings(random, readings);
    List<Prediction> asked = predictions(random, 40);
    Map<String, Map<String, Double>> found = arrive(all, asked, Interpolate.LINEAR, random);
    for (Prediction one : asked) {
      Double expected = line(all, one.getSourceId(), one.getEventTime());
      Double value = found.get(one.getEventId()).get("speed.speed");
      if (expected == null) {
        assertThat(value).isNull();
      } else {
        assertThat(value).isCloseTo(expected, within(1e-9));
      }
    }
  }

  /** Written without a tree, a queue or a marker. */
  private static @Nullable Double line(List<FusedReading> all, String source, long time) {
    long tolerance = FusionTime.micros(FuseFixtures.WITHIN);
    FusedReading before = null;
    FusedReading behind = null;
    for (FusedReading one : all) {
      if (!one.source().equals(source) || Math.abs(one.time() - time) > tolerance) {
        continue;
      }
      if (one.time() <= time && (before == null || one.time() > before.time())) {
        before = one;
      }
      if (one.time() >= time && (behind == null || one.time() < behind.time())) {
        behind = one;
      }
    }
    if (before == null || behind == null) {
      return null;
    }
    double a = before.values()[0];
    double b = behind.values()[0];
    double span = (double) behind.time() - before.time();
    return span == 0 ? a : (a * (behind.time() - time) + b * (time - before.time())) / span;
  }

  private static List<FusedReading> readings(Random random, int count) {
    Map<String, FusedReading> distinct = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String car = CARS.get(random.nextInt(2));
      FusedReading one =
          FuseFixtures.reading(car, random.nextLong(SPAN), 100 * random.nextDouble());
      distinct.put(one.eventId(), one);
    }
    return new ArrayList<>(distinct.values());
  }

  private static List<Prediction> predictions(Random random, int count) {
    List<Prediction> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          FuseFixtures.prediction(CARS.get(random.nextInt(CARS.size())), random.nextLong(SPAN)));
    }
    return all;
  }

  /**
   * Lets all arrive, in their given order or a random one, with markers as far as they are true.
   *
   * @return values by event
   */
  private static Map<String, Map<String, Double>> arrive(
      List<FusedReading> readings,
      List<Prediction> asked,
      Interpolate how,
      @Nullable Random random) {
    Fusion fusion = new Fusion(FuseFixtures.recorded(how));
    Collected out = new Collected();
    List<Object> arrivals = new ArrayList<>(readings);
    arrivals.addAll(asked);
    if (random != null) {
      Collections.shuffle(arrivals, random);
    }
    for (int i = 0; i < arrivals.size(); i++) {
      Object one = arrivals.get(i);
      if (one instanceof FusedReading reading) {
        assertThat(fusion.reading(reading)).isEqualTo(Fusion.Taken.HELD);
      } else {
        Prediction prediction = (Prediction) one;
        fusion.prediction(FuseFixtures.record(prediction), prediction, 0);
      }
      if (random != null && random.nextInt(4) == 0) {
        List<Object> left = arrivals.subList(i + 1, arrivals.size());
        fusion.readingsPassed(
            left.stream()
                .filter(FusedReading.class::isInstance)
                .mapToLong(next -> ((FusedReading) next).time())
                .min()
                .orElse(Long.MAX_VALUE));
        fusion.eventsPassed(
            left.stream()
                .filter(Prediction.class::isInstance)
                .mapToLong(next -> ((Prediction) next).getEventTime())
                .min()
                .orElse(Long.MAX_VALUE));
      }
      fusion.leaveInOrder(0, out);
    }
    fusion.readingsPassed(Long.MAX_VALUE);
    fusion.leaveInOrder(0, out);
    fusion.eventsPassed(Long.MAX_VALUE);
    assertThat(out.order)
        .containsExactlyElementsOf(
            arrivals.stream()
                .filter(Prediction.class::isInstance)
                .map(one -> ((Prediction) one).getEventId())
                .toList());
    assertThat(out.results).doesNotContain(Fusion.Result.GAVE_UP, Fusion.Result.LATE);
    assertThat(fusion.readings()).as("held at the end").isEmpty();
    Map<String, Map<String, Double>> byEvent = new HashMap<>();
    for (int i = 0; i < out.order.size(); i++) {
      byEvent.put(out.order.get(i), out.values.get(i));
    }
    return byEvent;
  }
}
