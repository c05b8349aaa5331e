package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.replay.ReplayClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReplayKeysTest {

  private final AtomicInteger ends = new AtomicInteger();

  /** Nobody waits on it here. */
  private final ReplayClock clock =
      new ReplayClock(
          () -> 0,
          new ReplayClock.Waiter() {
            @Override
            public void pause(long nanos) {
              throw new AssertionError("waits");
            }

            @Override
            public void wake() {
              // nobody waits
            }
          },
          1);

  private void press(String keys) throws IOException {
    new ReplayKeys(clock, ends::incrementAndGet)
        .follow(new ByteArrayInputStream(keys.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void spacePausesAndGoesOn() throws IOException {
    press(" ");
    assertThat(clock.paused()).isTrue();
    press(" ");
    assertThat(clock.paused()).isFalse();
  }

  @Test
  void plusAndMinusDoubleAndHalveTheRate() throws IOException {
    press("++");
    assertThat(clock.rate()).isEqualTo(4);
    press("---");
    assertThat(clock.rate()).isEqualTo(0.5);
  }

  @Test
  void rightArrowAndLetterPlayOneMessageEachWhilePaused() throws Exception {
    press(" \u001b[Cs");
    // Two messages are due although the clock stands; a third would wait, which fails here.
    assertThat(clock.await(1)).isTrue();
    assertThat(clock.await(2_000_000_000L)).isTrue();
    assertThat(clock.paused()).isTrue();
  }

  @Test
  void letterEndsAndOthersDoNothing() throws IOException {
    press("x\u001b[Aq");
    assertThat(ends).hasValue(1);
    assertThat(clock.rate()).isEqualTo(1);
  }
}
