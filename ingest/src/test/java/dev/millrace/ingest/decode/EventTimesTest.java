package dev.millrace.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.schemas.task.TimeSpec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {

  private final EventTimes times = new EventTimes(Limits.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1422883140000000, 1422883140000000",
    "-1, -1",
    "1970-01-01T00:00:01Z, 1000000",
    "1970-01-01T01:00:01+01:00, 1000000",
    "1969-12-31T23:59:59.999999Z, -1",
    "1970-01-01T00:00:00.123456789Z, 123456"
  })
  void isoWithOffsetAndMicrosecondsAreRead(String text, long micros) throws Rejection {
    assertThat(times.read(text, "event-time")).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "1899-12-31T23:59:59Z",
        "+999999999-01-01T00:00:00Z",
        "9223372036854775807",
        "-9223372036854775808",
        "9999999999999999999"
      })
  void othersAreRefused(String text) {
    Rejection rejection =
        catchThrowableOfType(Rejection.class, () -> times.read(text, "event-time"));

    assertThat(rejection.code()).isEqualTo(Cause.BAD_TIME);
    assertThat(rejection).hasMessageContaining("event-time");
  }

  @Test
  void numbersSinceTheEpochAreReadInTheFeedsUnit() throws Rejection {
    TimeSpec spec = new TimeSpec("at", "epochMillis", Instant.EPOCH, Duration.ofSeconds(1));

    assertThat(times.read("2000", "at", spec)).isEqualTo(2_000_000);
    assertThat(new dev.millrace.ingest.source.EventTimes(spec).parse("2000.5"))
        .isEqualTo(2_000_500);
    assertThat(catchThrowableOfType(Rejection.class, () -> times.read("soon", "at", spec)))
        .hasMessageContaining("epochMillis");
  }

  @Test
  void feedsPatternIsReadAsUtc() throws Rejection {
    TimeSpec spec =
        new TimeSpec("date", "yyyy-MM-dd HH:mm:ss", Instant.EPOCH, Duration.ofSeconds(1));

    assertThat(times.read("1970-01-01 00:00:02", "date", spec)).isEqualTo(2_000_000);
    assertThat(catchThrowableOfType(Rejection.class, () -> times.read("02.01.", "date", spec)))
        .hasMessageContaining("yyyy-MM-dd");
  }
}
