package dev.millrace.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void waitsDoubleUpToALimitAndNeverFallBelowHalf() {
    Backoff backoff = new Backoff("client");
    long[] most = {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
    for (int attempt = 0; attempt < most.length; attempt++) {
      assertThat(backoff.before(attempt))
          .isBetween(Duration.ofMillis(most[attempt] / 2), Duration.ofMillis(most[attempt]));
    }
    assertThat(backoff.before(1_000_000)).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void clientsOfOneBrokerDoNotComeBackAtOnce() {
    assertThat(new Backoff("one").before(5)).isNotEqualTo(new Backoff("two").before(5));
  }
}
