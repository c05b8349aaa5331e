package dev.millrace.inference.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.inference.decode.ConvexHull.Point;
import dev.millrace.models.runtime.ShapeMismatch;
import dev.millrace.schemas.task.DecodeSpec.TextLines;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class TextRegionsTest {

  private static final int SIZE = 100;
  private final TextRegions regions = new TextRegions(new TextLines(0.3, 0.6, 1.5, 0.5, 2));

  @Test
  void pieceIsGrownByAreaTimesRatioOverPerimeter() {
    List<TextRegions.Region> found = regions.find(map(20, 30, 40, 10, 0.9f), SIZE, SIZE);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).score()).isCloseTo(0.9f, within(1e-6f));
    Quad quad = found.get(0).quad();
    double grown = 400 * 1.5 / 100;
    assertThat(quad.left()).isCloseTo(20 - grown, within(1e-9));
    assertThat(quad.top()).isCloseTo(30 - grown, within(1e-9));
    assertThat(quad.length()).isCloseTo(40 + 2 * grown, within(1e-9));
    assertThat(quad.height()).isCloseTo(10 + 2 * grown, within(1e-9));
  }

  @Test
  void faintPiecesSpecksAndPiecesBeyondTheLimitAreLeftOut() {
    assertThat(regions.find(map(20, 30, 40, 10, 0.5f), SIZE, SIZE)).isEmpty();
    assertThat(regions.find(map(20, 30, 40, 10, 0.2f), SIZE, SIZE)).isEmpty();
    assertThat(regions.find(map(20, 30, 40, 2, 0.9f), SIZE, SIZE)).isEmpty();
    float[] three = map(0, 0, 10, 10, 0.7f);
    add(three, 30, 0, 10, 10, 0.9f);
    add(three, 60, 0, 10, 10, 0.8f);
    assertThat(regions.find(three, SIZE, SIZE))
        .extracting(TextRegions.Region::score)
        .containsExactly(0.9f, 0.8f);
  }

  @Property(tries = 200)
  void smallestRectangleOfATurnedRectangleIsThatRectangle(
      @ForAll @DoubleRange(min = -44, max = 44) double degrees,
      @ForAll @DoubleRange(min = 5, max = 50) double length,
      @ForAll @DoubleRange(min = 1, max = 50) double height) {
    double angle = Math.toRadians(degrees);
    List<Point> points = new ArrayList<>();
    for (double u = 0; u <= 1; u += 0.25) {
      for (double v = 0; v <= 1; v += 0.25) {
        double x = length * u;
        double y = height * v;
        points.add(
            new Point(
                7 + x * Math.cos(angle) - y * Math.sin(angle),
                9 + x * Math.sin(angle) + y * Math.cos(angle)));
      }
    }
    Quad quad = ConvexHull.smallestRectangle(ConvexHull.of(points));
    assertThat(quad.length()).isCloseTo(length, within(1e-6));
    assertThat(quad.height()).isCloseTo(height, within(1e-6));
    assertThat(Math.atan2(quad.alongY(), quad.alongX())).isCloseTo(angle, within(1e-6));
    assertThat(quad.left()).isCloseTo(7, within(1e-6));
    assertThat(quad.top()).isCloseTo(9, within(1e-6));
  }

  @Test
  void repeatsMergeAndBlanksPartThem() {
    CtcText text = new CtcText(List.of("a", "b"));
    // Blank, a, b, space: "a a - a b _" reads "aab ".
    CtcText.Reading reading = text.decode(steps(1, 1, 0, 1, 2, 3));
    assertThat(reading.text()).isEqualTo("aab ");
    assertThat(reading.confidence()).isCloseTo(0.7f, within(1e-6f));
    assertThat(text.decode(steps(0, 0))).isEqualTo(new CtcText.Reading("", 0));
    assertThatThrownBy(() -> text.decode(new float[5])).isInstanceOf(ShapeMismatch.class);
  }

  private static float[] steps(int... symbols) {
    float[] probabilities = new float[4 * symbols.length];
    for (int i = 0; i < symbols.length; i++) {
      for (int s = 0; s < 4; s++) {
        probabilities[4 * i + s] = s == symbols[i] ? 0.7f : 0.1f;
      }
    }
    return probabilities;
  }

  private static float[] map(int left, int top, int width, int height, float value) {
    float[] map = new float[SIZE * SIZE];
    add(map, left, top, width, height, value);
    return map;
  }

  private static void add(float[] map, int left, int top, int width, int height, float value) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        map[y * SIZE + x] = value;
      }
    }
  }
}
