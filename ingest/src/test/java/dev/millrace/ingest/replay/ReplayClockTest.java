package dev.millrace.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Replay time on a clock that jumps. */
final class ReplayClockTest {

  private static final long SECOND = 1_000_000_000L;

  /** A moment in the recording, far from zero as real ones are. */
  private static final long BEGINNING = 1_300_000_000L * SECOND;

  private final JumpingTime time = new JumpingTime();

  /** Lets time jump by each pause; what is planned happens in the middle of one. */
  private static final class JumpingTime implements ReplayClock.Waiter {
    private record Planned(long at, Runnable what) {}

    private final Deque<Planned> plans = new ArrayDeque<>();
    private long now = 77;

    void at(long passed, Runnable what) {
      plans.add(new Planned(77 + passed, what));
    }

    @Override
    public void pause(long nanos) {
      Planned next = plans.peek();
      if (next != null && (nanos == Long.MAX_VALUE || next.at() <= now + nanos)) {
        plans.poll();
        now = Math.max(now, next.at());
        next.what().run();
      } else if (nanos == Long.MAX_VALUE) {
        throw new AssertionError("waits for ever");
      } else {
        now += nanos;
      }
    }

    @Override
    public void wake() {
      // the pause has ended already: it is the plan that calls
    }

    long passed() {
      return now - 77;
    }
  }

  private ReplayClock clock(double rate) {
    return new ReplayClock(() -> time.now, time, rate);
  }

  private long dueAfter(ReplayClock clock, long moment) throws InterruptedException {
    assertThat(clock.await(BEGINNING + moment)).isTrue();
    assertThat(clock.reached()).isEqualTo(BEGINNING + moment);
    return time.passed();
  }

  @Test
  void firstMessageIsDueAtOnceAndTheOthersByTheirDistanceFromIt() throws InterruptedException {
    ReplayClock clock = clock(1);
    assertThat(dueAfter(clock, 0)).isZero();
    assertThat(dueAfter(clock, SECOND)).isEqualTo(SECOND);
    assertThat(dueAfter(clock, 3 * SECOND)).isEqualTo(3 * SECOND);
  }

  @Test
  void rateShortensTheWait() throws InterruptedException {
    ReplayClock clock = clock(4);
    dueAfter(clock, 0);
    assertThat(dueAfter(clock, SECOND)).isEqualTo(SECOND / 4);
  }

  @Test
  void atRateZeroNothingWaits() throws InterruptedException {
    ReplayClock clock = clock(ReplayClock.UNPACED);
    dueAfter(clock, 0);
    assertThat(dueAfter(clock, 1000 * SECOND)).isZero();
  }

  @Test
  void lateMessageDoesNotDelayThoseAfterIt() throws InterruptedException {
    ReplayClock clock = clock(1);
    dueAfter(clock, 0);
    time.now += 5 * SECOND;
    assertThat(dueAfter(clock, 2 * SECOND)).isEqualTo(5 * SECOND);
    assertThat(dueAfter(clock, 6 * SECOND)).isEqualTo(6 * SECOND);
  }

  @Test
  void pauseIsAddedToWhatFollows() throws InterruptedException {
    ReplayClock clock = clock(1);
    dueAfter(clock, 0);
    time.at(SECOND, clock::pause);
    time.at(10 * SECOND, clock::resume);
    assertThat(dueAfter(clock, 3 * SECOND)).isEqualTo(12 * SECOND);
  }

  @Test
  void changeOfRateHoldsFromThenOn() throws InterruptedException {
    ReplayClock clock = clock(1);
    dueAfter(clock, 0);
    time.at(SECOND, () -> clock.rate(2));
    assertThat(dueAfter(clock, 5 * SECOND)).isEqualTo(3 * SECOND);
    assertThat(dueAfter(clock, 7 * SECOND)).isEqualTo(4 * SECOND);
  }

  @Test
  void rateZeroInBetweenGoesOnFromWhereItCame() throws InterruptedException {
    ReplayClock clock = clock(1);
    dueAfter(clock, 0);
    clock.rate(0);
    assertThat(dueAfter(clock, 100 * SECOND)).isZero();
    clock.rate(1);
    assertThat(dueAfter(clock, 101 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void stepLetsOneMessageThroughWhilePaused() throws InterruptedException {
    ReplayClock clock = clock(1);
    dueAfter(clock, 0);
    clock.pause();
    time.at(SECOND, clock::step);
    assertThat(dueAfter(clock, 50 * SECOND)).isEqualTo(SECOND);
    time.at(2 * SECOND, clock::resume);
    // One second of the recording after the message that was stepped to.
    assertThat(dueAfter(clock, 51 * SECOND)).isEqualTo(3 * SECOND);
  }

  @Test
  void startsPausedWhenPausedBeforeItsFirstMessage() throws InterruptedException {
    ReplayClock clock = clock(1);
    clock.pause();
    time.at(7 * SECOND, clock::resume);
    assertThat(dueAfter(clock, 0)).isEqualTo(7 * SECOND);
    assertThat(dueAfter(clock, SECOND)).isEqualTo(8 * SECOND);
  }

  @Test
  void stopEndsTheWaitAndSaysSo() throws InterruptedException {
    ReplayClock clock = clock(1);
    dueAfter(clock, 0);
    time.at(SECOND, clock::stop);
    assertThat(clock.await(BEGINNING + 100 * SECOND)).isFalse();
    assertThat(time.passed()).isEqualTo(SECOND);
    assertThat(clock.reached()).isEqualTo(BEGINNING);
  }

  @Test
  void rateBelowZeroIsRefused() {
    assertThatThrownBy(() -> clock(-1))
        .hasMessageContaining("0 (as fast as possible) or above, not -1.0");
    assertThatThrownBy(() -> clock(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
