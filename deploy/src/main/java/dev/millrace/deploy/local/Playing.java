package dev.millrace.deploy.local;

import dev.millrace.ingest.replay.PlaySettings;
import dev.millrace.ingest.replay.PreciseWaiter;
import dev.millrace.ingest.replay.ReplayClock;

/**
 * How a run's recordings of several topics are played.
 *
 * @param settings what of them, and how it is dated
 * @param clock how fast
 */
public record Playing(PlaySettings settings, ReplayClock clock) {

  /** All of it, as fast as it goes. */
  public static Playing unpaced() {
    return new Playing(PlaySettings.DEFAULT, clock(ReplayClock.UNPACED));
  }

  /** A clock of this machine. */
  public static ReplayClock clock(double rate) {
    return new ReplayClock(System::nanoTime, new PreciseWaiter(), rate);
  }
}
