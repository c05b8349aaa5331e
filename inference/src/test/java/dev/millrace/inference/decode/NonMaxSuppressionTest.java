package dev.millrace.inference.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.inference.decode.NonMaxSuppression.Box;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class NonMaxSuppressionTest {

  private static final Box STRONG = new Box(0, 0.9f, 0, 0, 10, 10);

  @Test
  void overlapIsIntersectionOverUnion() {
    assertThat(STRONG.overlap(new Box(0, 1, 5, 0, 15, 10))).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(STRONG.overlap(new Box(0, 1, 10, 0, 20, 10))).isZero();
    assertThat(STRONG.overlap(STRONG)).isEqualTo(1);
  }

  @Test
  void weakerBoxOfTheSameClassGoesAndOfAnotherClassStays() {
    Box same = new Box(0, 0.8f, 1, 0, 11, 10);
    Box other = new Box(1, 0.7f, 1, 0, 11, 10);
    assertThat(NonMaxSuppression.keep(List.of(other, same, STRONG), 0.45, 100))
        .containsExactly(STRONG, other);
  }

  @Test
  void boxThatOnlyADroppedOneOverlapsStays() {
    Box middle = new Box(0, 0.8f, 3, 0, 13, 10);
    Box far = new Box(0, 0.7f, 6, 0, 16, 10);
    assertThat(NonMaxSuppression.keep(List.of(STRONG, middle, far), 0.45, 100))
        .containsExactly(STRONG, far);
  }

  @Test
  void mostBoxesAreTheStrongest() {
    Box far = new Box(0, 0.95f, 60, 0, 70, 10);
    assertThat(NonMaxSuppression.keep(List.of(STRONG, far), 0.45, 1)).containsExactly(far);
  }

  @Property(tries = 300)
  void keptBoxesOfAClassDontOverlapAndEveryDroppedOneDoes(
      @ForAll("boxes") List<Box> boxes, @ForAll @DoubleRange(min = 0.1, max = 0.9) double limit) {
    List<Box> kept = NonMaxSuppression.keep(boxes, limit, 1000);
    for (Box box : boxes) {
      boolean covered =
          kept.stream()
              .anyMatch(
                  other ->
                      other.label() == box.label()
                          && other.score() >= box.score()
                          && other.overlap(box) > limit);
      // A kept box covers itself unless its area is nothing.
      assertThat(covered || kept.contains(box)).isTrue();
    }
    for (int i = 0; i < kept.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(kept.get(j).score()).isGreaterThanOrEqualTo(kept.get(i).score());
        if (kept.get(i).label() == kept.get(j).label()) {
          assertThat(kept.get(i).overlap(kept.get(j))).isLessThanOrEqualTo(limit);
        }
      }
    }
    assertThat(NonMaxSuppression.keep(kept, limit, 1000)).isEqualTo(kept);
  }

  @Provide
  Arbitrary<List<Box>> boxes() {
    Arbitrary<Double> place = Arbitraries.doubles().between(0, 30);
    Arbitrary<Double> size = Arbitraries.doubles().between(0, 20);
    Arbitrary<Float> score = Arbitraries.floats().between(0, 1).ofScale(2);
    return Combinators.combine(
            Arbitraries.integers().between(0, 2), score, place, place, size, size)
        .as((label, s, x, y, w, h) -> new Box(label, s, x, y, x + w, y + h))
        .list()
        .ofMaxSize(25);
  }
}
