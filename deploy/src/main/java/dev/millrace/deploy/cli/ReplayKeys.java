package dev.millrace.deploy.cli;

import dev.millrace.ingest.replay.ReplayClock;
import java.io.IOException;
import java.io.InputStream;

/**
 * What the keys of a terminal do to a replay: space pauses and goes on, {@code s} and the right
 * arrow play one message while paused, {@code +} and {@code -} double and halve the rate, {@code q}
 * ends.
 */
final class ReplayKeys {

  static final String HELP = "space pause, s or right step, + - rate, q end";

  private static final int ESCAPE = 0x1B;
  private static final double FASTER = 2;

  private final ReplayClock clock;
  private final Runnable end;

  /**
   * @param end ends the replay
   */
  ReplayKeys(ReplayClock clock, Runnable end) {
    this.clock = clock;
    this.end = end;
  }

  /** Takes keys until there are none any more. */
  void follow(InputStream keys) throws IOException {
    for (int key = keys.read(); key >= 0; key = keys.read()) {
      if (key == ESCAPE) {
        arrow(keys);
      } else {
        press((char) key);
      }
    }
  }

  /** A terminal sends ESC [ C for the right arrow; what else begins so is passed over. */
  private void arrow(InputStream keys) throws IOException {
    if (keys.read() == '[' && keys.read() == 'C') {
      clock.step();
    }
  }

  private void press(char key) {
    switch (key) {
      case ' ' -> {
        if (clock.paused()) {
          clock.resume();
        } else {
          clock.pause();
        }
      }
      case 's' -> clock.step();
      case '+', '=' -> clock.rate(clock.rate() == ReplayClock.UNPACED ? 1 : clock.rate() * FASTER);
      case '-' -> clock.rate(clock.rate() == ReplayClock.UNPACED ? 1 : clock.rate() / FASTER);
      case 'q' -> end.run();
      default -> {
        // no key of ours
      }
    }
  }
}
