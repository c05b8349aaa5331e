package dev.millrace.inference.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.inference.TestFiles;
import dev.millrace.inference.decode.NonMaxSuppression.Box;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter's numbers. */
class BoxMotionTest {

  /** Full matrices in NumPy give the same to the last digits, see {@code make_motion.py}. */
  @Test
  void boxesAreThoseOfTheFilterWithFullMatrices() {
    BoxMotion motion = null;
    double before = 0;
    for (double[] line : golden()) {
      Box seen = box(line, 1);
      if (motion == null) {
        motion = BoxMotion.first(seen);
      } else {
        motion = motion.after((line[0] - before) / 1e6);
        assertCorners(motion.box(), box(line, 5));
        motion = motion.found(seen);
      }
      assertCorners(motion.box(), box(line, 9));
      before = line[0];
    }
    assertThat(motion).isNotNull();
  }

  private static List<double[]> golden() {
    byte[] file = TestFiles.resource("/dev/millrace/inference/track/motion.csv");
    Stream<String> lines = new String(file, StandardCharsets.UTF_8).lines();
    return lines
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  private static Box box(double[] line, int at) {
    return new Box(0, 1, line[at], line[at + 1], line[at + 2], line[at + 3]);
  }

  private static void assertCorners(Box box, Box expected) {
    assertThat(box.x1()).isCloseTo(expected.x1(), within(1e-7));
    assertThat(box.y1()).isCloseTo(expected.y1(), within(1e-7));
    assertThat(box.x2()).isCloseTo(expected.x2(), within(1e-7));
    assertThat(box.y2()).isCloseTo(expected.y2(), within(1e-7));
  }

  @Test
  void whatMovesSteadilyIsExpectedWhereItWillBeAtAnyTime() {
    BoxMotion motion = BoxMotion.first(at(0));
    double seconds = 0;
    for (double step : new double[] {0.1, 0.03, 0.2, 0.1, 0.05, 0.3, 0.1, 0.1, 0.04, 0.1}) {
      seconds += step;
      motion = motion.after(step).found(at(seconds));
    }
    assertCentre(motion.after(0.5).box(), at(seconds + 0.5));
    assertCentre(motion.after(0.02).box(), at(seconds + 0.02));
  }

  /** 80 pixels a second to the right. */
  private static Box at(double seconds) {
    return new Box(0, 1, 80 * seconds, 50, 80 * seconds + 40, 80);
  }

  private static void assertCentre(Box box, Box expected) {
    assertThat(box.x1() + box.x2()).isCloseTo(expected.x1() + expected.x2(), within(2.0));
    assertThat(box.y1() + box.y2()).isCloseTo(expected.y1() + expected.y2(), within(1e-9));
  }

  @Test
  void whatShrinksFastDoesNotShrinkToNothing() {
    Box large = new Box(0, 1, 0, 0, 100, 100);
    Box small = new Box(0, 1, 45, 45, 55, 55);
    BoxMotion motion = BoxMotion.first(large).after(0.1).found(small);
    Box expected = motion.after(30).box();
    assertThat(BoxMotion.isBox(expected)).as("%s", expected).isTrue();
  }

  /** Edges of floats at the ends of their range, and long silences. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1, 86_400, 1e9})
  void numbersStayFiniteHoweverOddABoxIs(double seconds) {
    float least = Float.MIN_VALUE;
    float most = Float.MAX_VALUE;
    List<Box> odd =
        List.of(
            new Box(0, 1, 0, 0, least, least),
            new Box(0, 1, -most, -most, most, most),
            new Box(0, 1, -most, 0, most, least),
            new Box(0, 1, 0, -most, least, most));
    for (Box first : odd) {
      for (Box second : odd) {
        BoxMotion motion = BoxMotion.first(first);
        for (int i = 0; i < 3; i++) {
          motion = motion.after(seconds).found(second);
        }
        assertThat(edges(motion.box())).as("%s then %s", first, second).allMatch(Double::isFinite);
      }
    }
  }

  private static List<Double> edges(Box box) {
    return List.of(box.x1(), box.y1(), box.x2(), box.y2());
  }

  @Test
  void boxWithoutWidthOrHeightIsNone() {
    assertThat(BoxMotion.isBox(new Box(0, 1, 5, 5, 5, 9))).isFalse();
    assertThat(BoxMotion.isBox(new Box(0, 1, 5, 9, 7, 5))).isFalse();
    assertThat(BoxMotion.isBox(new Box(0, 1, Double.NaN, 5, 7, 9))).isFalse();
    assertThat(BoxMotion.isBox(new Box(0, 1, 5, 5, Double.POSITIVE_INFINITY, 9))).isFalse();
    assertThat(BoxMotion.isBox(new Box(0, 1, 5, 5, 7, 9))).isTrue();
  }
}
