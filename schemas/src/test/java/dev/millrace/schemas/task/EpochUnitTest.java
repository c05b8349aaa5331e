package dev.millrace.schemas.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochUnitTest {

  @ParameterizedTest
  @CsvSource({
    "epochSeconds, 1.5, 1500000",
    "epochSeconds, 1577836800.0000019, 1577836800000001",
    "epochMillis, 1577836800123, 1577836800123000",
    "epochMillis, 1.577836800123E12, 1577836800123000",
    "epochMicros, -1, -1",
    "epochMillis, -0.0001, -1",
  })
  void numbersBecomeMicroseconds(String unit, String text, long micros) {
    assertThat(EpochUnit.of(unit).orElseThrow().micros(text)).isEqualTo(micros);
  }

  @Test
  void whatIsNoTimeIsRefused() {
    for (String text : List.of("", "soon", "NaN", "1e99", "1e-99", "1e999999999", "9".repeat(50))) {
      assertThatThrownBy(() -> EpochUnit.MILLIS.micros(text))
          .as(text)
          .isInstanceOf(DateTimeException.class);
    }
    assertThat(EpochUnit.of("yyyy")).isEmpty();
    assertThat(EpochUnit.of(null)).isEmpty();
  }
}
