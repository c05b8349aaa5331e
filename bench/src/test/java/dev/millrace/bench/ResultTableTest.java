package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {

  @Test
  void ratesAreComparedWithinTheirRound() {
    ResultTable table = new ResultTable();
    // The machine halves its speed in the second round: the ratio must not notice.
    table.addRaw("alone", new Rate(400, 5));
    table.add("loop", new Rate(320, 6.25));
    table.addRaw("alone", new Rate(200, 10));
    table.add("loop", new Rate(160, 12.5));
    assertThat(table.markdown())
        .contains("| loop | 240 (160 to 320) |")
        .contains("| 0.80 (0.80 to 0.80) | 0.80 (0.80 to 0.80) |");
  }

  @Test
  void unknownCostStaysEmpty() {
    ResultTable table = new ResultTable();
    table.addRaw("alone", new Rate(400, 5));
    table.add("middle", new Rate(300, Double.NaN));
    assertThat(table.markdown()).contains("| middle | 300 (300 to 300) |  | 0.75 (0.75 to 0.75) |");
  }

  @Test
  void medianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 10.0))).isEqualTo(new Spread(3, 1, 10));
  }
}
