package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.task.LabelDelay;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations and label delays as people write them. */
final class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "7us, PT0.000007S",
    "5ms, PT0.005S",
    "10s, PT10S",
    "10 s, PT10S",
    "3m, PT3M",
    "2h, PT2H",
    "30d, PT720H",
    "PT1M30S, PT1M30S",
    "P2D, PT48H",
    "0s, PT0S",
    "' 1s ', PT1S"
  })
  void shortAndIsoFormsAreRead(String text, Duration expected) {
    assertThat(DurationText.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "s", "1.5s", "-1s", "PT-1S", "10 years", "999999999999999d", "36601d"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> DurationText.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelDelayIsEventsOrTime() {
    assertThat(LabelDelay.parse("500 events")).isEqualTo(new LabelDelay(500, Duration.ZERO));
    assertThat(LabelDelay.parse("1 event")).isEqualTo(new LabelDelay(1, Duration.ZERO));
    assertThat(LabelDelay.parse("500")).isEqualTo(new LabelDelay(500, Duration.ZERO));
    assertThat(LabelDelay.parse("10s")).isEqualTo(new LabelDelay(0, Duration.ofSeconds(10)));
    assertThat(LabelDelay.parse("0")).isEqualTo(LabelDelay.NONE);
    assertThatThrownBy(() -> LabelDelay.parse("500 rows"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
