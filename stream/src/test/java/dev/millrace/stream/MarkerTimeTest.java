package dev.millrace.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.MarkerTracker;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MarkerTimeTest {

  private static final long YEAR_3000 = 32_503_680_000_000_000L;

  @Property
  void watermarkNeverPassesAnEventThatMayStillCome(
      @ForAll @LongRange(min = -YEAR_3000, max = YEAR_3000) long marker,
      @ForAll @LongRange(min = 0, max = 1_000_000) long later) {
    assertThat(MarkerTime.timestamp(marker + later)).isGreaterThan(MarkerTime.watermark(marker));
  }

  @Property
  void markerMadeFromWatermarkPromisesNoMoreThanTheFirstOne(
      @ForAll @LongRange(min = -YEAR_3000, max = YEAR_3000) long marker) {
    long again = MarkerTime.marker(MarkerTime.watermark(marker));
    assertThat(again).isBetween(marker - 999, marker);
    assertThat(MarkerTime.watermark(again)).isEqualTo(MarkerTime.watermark(marker));
  }

  @Test
  void endAndNothingKeepTheirMeaning() {
    assertThat(MarkerTime.watermark(MarkerTracker.END)).isEqualTo(Long.MAX_VALUE);
    assertThat(MarkerTime.marker(Long.MAX_VALUE)).isEqualTo(MarkerTracker.END);
    assertThat(MarkerTime.watermark(MarkerTracker.NOTHING)).isEqualTo(Long.MIN_VALUE);
    assertThat(MarkerTime.marker(Long.MIN_VALUE)).isEqualTo(MarkerTracker.NOTHING);
  }
}
