package dev.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Rates on a clock that is moved by hand. */
class RatesTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong();

  private Rates rates(double perToken, double perSource) {
    return new Rates(new RateLimits(perToken, perSource), now::get);
  }

  @Test
  void burstOfASecondPassesAndThenTheRateHolds() {
    Rates rates = rates(10, RateLimits.ANY);
    for (int i = 0; i < 10; i++) {
      assertThat(rates.ofToken("a", 1)).isZero();
    }
    assertThat(rates.ofToken("a", 1)).isEqualTo(SECOND / 10);
    assertThat(rates.ofToken("b", 1)).as("another token").isZero();
    int passed = 0;
    for (int step = 0; step < 1000; step++) {
      now.addAndGet(SECOND / 100);
      passed += rates.ofToken("a", 1) == 0 ? 1 : 0;
    }
    assertThat(passed).isBetween(99, 101);
  }

  @Test
  void batchLargerThanABurstPassesAndTheNextWaitsForIt() {
    Rates rates = rates(10, RateLimits.ANY);
    assertThat(rates.ofToken("a", 100)).isZero();
    assertThat(rates.ofToken("a", 1)).isEqualTo(91 * SECOND / 10);
    now.addAndGet(91 * SECOND / 10);
    assertThat(rates.ofToken("a", 1)).isZero();
  }

  @Test
  void sourcesOfTwoFeedsAreTwoSources() {
    Rates rates = rates(RateLimits.ANY, 1);
    assertThat(rates.ofSource("imu", "car")).isNull();
    assertThat(rates.ofSource("gps", "car")).isNull();
    Refusal refusal = rates.ofSource("imu", "car");
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.retryAfterSeconds()).isEqualTo(1);
    now.addAndGet(SECOND);
    assertThat(rates.ofSource("imu", "car")).isNull();
  }

  @Test
  void waitIsToldInWholeSecondsThatAreNeverTooFew() {
    assertThat(Rates.seconds(1)).isEqualTo(1);
    assertThat(Rates.seconds(SECOND)).isEqualTo(1);
    assertThat(Rates.seconds(SECOND + 1)).isEqualTo(2);
  }

  @Test
  void rateThatLetsNothingPassIsRefused() {
    assertThatThrownBy(() -> new RateLimits(0, 1)).hasMessageContaining("above 0 events a second");
    assertThatThrownBy(() -> new RateLimits(1, Double.NaN)).hasMessageContaining("NaN");
  }
}
