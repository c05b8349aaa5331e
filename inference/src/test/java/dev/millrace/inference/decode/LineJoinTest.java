package dev.millrace.inference.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.inference.decode.TextRegions.Region;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LineJoinTest {

  private static final Region MAIN = level(0, 0, 80, 20, 0.9f);

  @Property(tries = 100)
  void wordsOfATurnedLineBecomeOneInAnyOrder(
      @ForAll @DoubleRange(min = -40, max = 40) double degrees,
      @ForAll @DoubleRange(min = -5, max = 14) double gap) {
    List<Region> words =
        List.of(
            turned(level(80 + gap, 0, 20, 20, 0.6f), degrees),
            turned(level(100 + 2 * gap, 0, 60, 20, 0.8f), degrees),
            turned(MAIN, degrees));
    List<Region> lines = LineJoin.join(words);
    assertThat(lines).hasSize(1);
    Quad line = lines.get(0).quad();
    assertThat(line.length()).isCloseTo(160 + 2 * gap, within(1e-6));
    assertThat(line.height()).isCloseTo(20, within(1e-6));
    assertThat(Math.toDegrees(Math.atan2(line.alongY(), line.alongX())))
        .isCloseTo(degrees, within(1e-6));
    assertThat(lines.get(0).score())
        .isCloseTo((80 * 0.9f + 20 * 0.6f + 60 * 0.8f) / 160, within(1e-5f));
  }

  @Test
  void wordFarAwayOnTheNextLineOrOfAnotherSizeStaysAlone() {
    List<Region> apart = List.of(MAIN, level(100, 0, 40, 20, 0.9f), level(0, 22, 80, 20, 0.9f));
    assertThat(LineJoin.join(apart)).isEqualTo(apart);
    List<Region> small = List.of(MAIN, level(82, 5, 40, 10, 0.9f));
    assertThat(LineJoin.join(small)).isEqualTo(small);
  }

  @Test
  void nothingJoinsToNothing() {
    assertThat(LineJoin.join(List.of())).isEmpty();
  }

  private static Region level(double left, double top, double length, double height, float score) {
    return new Region(new Quad(left, top, length, 0, 0, height), score);
  }

  private static Region turned(Region region, double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    Quad q = region.quad();
    return new Region(
        new Quad(
            q.left() * cos - q.top() * sin,
            q.left() * sin + q.top() * cos,
            q.alongX() * cos - q.alongY() * sin,
            q.alongX() * sin + q.alongY() * cos,
            q.downX() * cos - q.downY() * sin,
            q.downX() * sin + q.downY() * cos),
        region.score());
  }
}
