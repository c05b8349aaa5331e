package dev.millrace.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.task.ScheduleSpec;
import dev.millrace.trainer.Golden;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SchedulesTest {

  static Stream<Arguments> runs() {
    return Stream.of(
        Arguments.of("warm_up", new ScheduleSpec.WarmUp(8)),
        Arguments.of("cosine", new ScheduleSpec.Cosine(30, 0.1, 0)),
        Arguments.of("inverse_square_root", new ScheduleSpec.InverseSquareRoot(10)));
  }

  /** Tolerance: doubles on both sides, but PyTorch's cosine is recursive. */
  @ParameterizedTest
  @MethodSource("runs")
  void everyRateIsTheReferences(String run, ScheduleSpec spec) {
    JsonNode rates = Golden.read("schedules.json").get(run);
    Schedule schedule = Schedules.of(spec);
    assertThat(rates.size()).isGreaterThan(19);
    for (int step = 1; step <= rates.size(); step++) {
      assertThat(schedule.at(step))
          .as("step %d", step)
          .isCloseTo(rates.get(step - 1).doubleValue(), within(1e-12));
    }
  }

  @Test
  void constantStays() {
    Schedule schedule = Schedules.of(ScheduleSpec.DEFAULT);
    assertThat(schedule.at(1)).isEqualTo(1);
    assertThat(schedule.at(Long.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void cosineRisesFirstAndStaysAtItsFloor() {
    Schedule schedule = Schedules.of(new ScheduleSpec.Cosine(10, 0.25, 4));
    assertThat(schedule.at(2)).isEqualTo(0.5);
    assertThat(schedule.at(4)).isEqualTo(1);
    assertThat(schedule.at(9)).isCloseTo(0.625, within(1e-15));
    assertThat(schedule.at(14)).isCloseTo(0.25, within(1e-15));
    assertThat(schedule.at(1_000_000)).isCloseTo(0.25, within(1e-15));
  }
}
