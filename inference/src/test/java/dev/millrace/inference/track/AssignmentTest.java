package dev.millrace.inference.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The heaviest pairing against all pairings. */
class AssignmentTest {

  @Property
  void noOtherPairingIsHeavier(
      @ForAll @IntRange(min = 0, max = 6) int rows,
      @ForAll @IntRange(min = 0, max = 6) int columns,
      @ForAll long seed) {
    double[][] weights = weights(rows, columns, new Random(seed));
    int[] paired = Assignment.heaviest(weights);
    assertThat(paired).hasSize(rows);
    boolean[] taken = new boolean[columns];
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      if (paired[row] != Assignment.NONE) {
        assertThat(taken[paired[row]]).as("column %d has two rows", paired[row]).isFalse();
        taken[paired[row]] = true;
        assertThat(weights[row][paired[row]]).isPositive();
        sum += weights[row][paired[row]];
      }
    }
    assertThat(sum).isCloseTo(heaviestOfAll(weights, 0, new boolean[columns]), within(1e-9));
  }

  /** Some pairs are forbidden and some weigh the same, as overlaps do. */
  private static double[][] weights(int rows, int columns, Random random) {
    double[][] weights = new double[rows][columns];
    for (double[] row : weights) {
      for (int column = 0; column < columns; column++) {
        int kind = random.nextInt(4);
        row[column] = kind == 0 ? 0 : kind == 1 ? 0.5 : random.nextDouble();
      }
    }
    return weights;
  }

  private static double heaviestOfAll(double[][] weights, int row, boolean[] taken) {
    if (row == weights.length) {
      return 0;
    }
    double best = heaviestOfAll(weights, row + 1, taken);
    for (int column = 0; column < taken.length; column++) {
      if (!taken[column]) {
        taken[column] = true;
        best = Math.max(best, weights[row][column] + heaviestOfAll(weights, row + 1, taken));
        taken[column] = false;
      }
    }
    return best;
  }

  @Test
  void pairThatIsBestAloneGivesWayToABetterSum() {
    double[][] weights = {{0.9, 0.8}, {0.8, 0}};
    assertThat(Assignment.heaviest(weights)).containsExactly(1, 0);
  }

  @Test
  void threeHundredOfEachTakeNoTime() {
    double[][] weights = weights(300, 300, new Random(3));
    assertThat(Assignment.heaviest(weights)).doesNotContain(Assignment.NONE);
  }
}
