package dev.millrace.inference.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.inference.fuse.AsOf.Found;
import dev.millrace.inference.fuse.AsOf.Missing;
import dev.millrace.inference.fuse.AsOf.Open;
import dev.millrace.schemas.task.FuseSpec.Interpolate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values at a time, against NumPy and SciPy and at the edges of the tolerance. */
class AsOfTest {

  private static final long END = Long.MAX_VALUE;

  private static AsOf asOf(Interpolate how, int values, long within) {
    int[] places = IntStream.range(0, values).toArray();
    return new AsOf(
        IntStream.range(0, values).mapToObj(i -> "v" + i).toList(), places, how, within);
  }

  private static Readings readings(double... timesAndValues) {
    Readings readings = new Readings();
    for (int i = 0; i < timesAndValues.length; i += 2) {
      readings.add(FuseFixtures.reading("car", (long) timesAndValues[i], timesAndValues[i + 1]));
    }
    return readings;
  }

  private static double value(AsOf.Answer answer) {
    return ((Found) answer).values()[0];
  }

  private static List<String[]> golden(String kind, Interpolate how) throws IOException {
    try (InputStream in = AsOfTest.class.getResourceAsStream("fusion.csv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String start = kind + "," + how.name().toLowerCase(Locale.ROOT) + ",";
      return lines.lines().filter(line -> line.startsWith(start)).map(l -> l.split(",")).toList();
    }
  }

  private static double[] numbers(String[] line) {
    return Arrays.stream(line, 3, line.length).mapToDouble(Double::parseDouble).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreThoseOfNumpyAndScipy(Interpolate how) throws IOException {
    Readings readings = new Readings();
    for (String[] line : golden("reading", how)) {
      long time = Long.parseLong(line[2]);
      readings.add(new FusedReading("f", "s", time, line[2], numbers(line)));
    }
    int asked = 0;
    for (String[] line : golden("at", how)) {
      double[] expected = numbers(line);
      AsOf asOf = asOf(how, expected.length, 100_000);
      double[] found = ((Found) asOf.at(readings, Long.parseLong(line[2]), END)).values();
      assertThat(difference(how, found, expected)).as(line[2]).isCloseTo(0, within(1e-9));
      asked++;
    }
    assertThat(asked).isEqualTo(120);
  }

  /** Angles differ around the circle; a quaternion and its negative are one rotation. */
  private static double difference(Interpolate how, double[] found, double[] expected) {
    if (how == Interpolate.QUATERNION) {
      double dot = IntStream.range(0, 4).mapToDouble(i -> found[i] * expected[i]).sum();
      double sign = Math.signum(dot);
      return IntStream.range(0, 4).mapToDouble(i -> Math.abs(sign * found[i] - expected[i])).sum();
    }
    double circle =
        how == Interpolate.DEGREES ? 360 : how == Interpolate.RADIANS ? 2 * Math.PI : 1e9;
    return Math.IEEEremainder(found[0] - expected[0], circle);
  }

  @Test
  void headingsTurnTheShorterWay() {
    AsOf asOf = asOf(Interpolate.DEGREES, 1, 100);
    assertThat(value(asOf.at(readings(0, 350, 10, 20), 5, END))).isEqualTo(5);
    assertThat(value(asOf.at(readings(0, 20, 10, 350), 5, END))).isEqualTo(5);
    assertThat(value(asOf.at(readings(0, -170, 10, 170), 5, END))).isEqualTo(-180);
  }

  @Test
  void readingJustInsideTheToleranceCountsAndOneBeyondDoesNot() {
    AsOf asOf = asOf(Interpolate.LINEAR, 1, 5);
    assertThat(value(asOf.at(readings(0, 1, 10, 3), 5, END))).isEqualTo(2);
    assertThat(asOf.at(readings(0, 1, 11, 3), 5, END)).isInstanceOf(Missing.class);
    assertThat(asOf.at(readings(-1, 1, 10, 3), 5, END)).isInstanceOf(Missing.class);
    assertThat(asOf(Interpolate.PREVIOUS, 1, 5).at(readings(-1, 1), 5, END))
        .isInstanceOf(Missing.class);
  }

  @Test
  void beyondTheLastReadingNothingIsMadeUp() {
    assertThat(asOf(Interpolate.LINEAR, 1, 50).at(readings(0, 1, 10, 2), 11, END))
        .isInstanceOf(Missing.class);
    assertThat(value(asOf(Interpolate.NEAREST, 1, 50).at(readings(0, 1, 10, 2), 11, END)))
        .isEqualTo(2);
  }

  @Test
  void answerIsOpenWhileAReadingMayComeBetween() {
    Readings readings = readings(0, 1, 10, 3);
    AsOf linear = asOf(Interpolate.LINEAR, 1, 50);
    assertThat(linear.at(readings, 5, 10)).isInstanceOf(Open.class);
    assertThat(value(linear.at(readings, 5, 11))).isEqualTo(2);
    AsOf previous = asOf(Interpolate.PREVIOUS, 1, 50);
    assertThat(previous.at(readings, 5, 5)).isInstanceOf(Open.class);
    assertThat(value(previous.at(readings, 5, 6))).isEqualTo(1);
    assertThat(linear.at(null, 5, 55)).isInstanceOf(Open.class);
    assertThat(linear.at(null, 5, 56)).isInstanceOf(Missing.class);
  }

  @Test
  void readingWithoutTheChannelDoesNotCount() {
    Readings readings = readings(0, 1, 4, Double.NaN, 10, 3);
    assertThat(value(asOf(Interpolate.LINEAR, 1, 50).at(readings, 5, END))).isEqualTo(2);
    assertThat(value(asOf(Interpolate.PREVIOUS, 1, 50).at(readings, 5, END))).isEqualTo(1);
  }

  @Test
  void ofTwoReadingsOfOneTimeTheGreaterIdCountsWhicheverCameFirst() {
    FusedReading a = new FusedReading("f", "s", 5, "a", new double[] {1});
    FusedReading b = new FusedReading("f", "s", 5, "b", new double[] {2});
    for (List<FusedReading> order : List.of(List.of(a, b), List.of(b, a))) {
      Readings readings = new Readings();
      order.forEach(readings::add);
      assertThat(value(asOf(Interpolate.LINEAR, 1, 50).at(readings, 5, END))).isEqualTo(2);
    }
  }
}
