package dev.millrace.ingest.replay;

import java.util.function.LongSupplier;

/**
 * The time of a replay: which moment of the recording it is now, and how long until another. It
 * runs {@code rate} times as fast as the clock behind it, from the first message on; at rate 0
 * every message is due at once.
 *
 * <p>Moments are due by their distance from one anchor and not from their predecessor, so that late
 * wake-ups do not add up. One thread awaits moments; the other methods are for any.
 */
public final class ReplayClock {

  /** How the clock waits; a test lets time jump instead. */
  public interface Waiter {

    /** Waits so many nanoseconds, or shorter; returns early after {@link #wake}. */
    void pause(long nanos) throws InterruptedException;

    /** Ends the pause of another thread, or its next one. */
    void wake();
  }

  /** As fast as possible. */
  public static final double UNPACED = 0;

  private final LongSupplier nanoTime;
  private final Waiter waiter;
  private double rate;
  private boolean started;
  private boolean paused;
  private boolean stopped;
  private long steps;
  private long anchorTime;
  private long anchorNanos;
  private long reached = Long.MIN_VALUE;

  /**
   * A clock that waits for its first moment.
   *
   * @param nanoTime as {@link System#nanoTime}
   * @param rate recorded seconds a second; 0 is as fast as possible
   */
  public ReplayClock(LongSupplier nanoTime, Waiter waiter, double rate) {
    this.nanoTime = nanoTime;
    this.waiter = waiter;
    this.rate = checked(rate);
  }

  private static double checked(double rate) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the rate must be 0 (as fast as possible) or above, not " + rate);
    }
    return rate;
  }

  /** How fast the recording's time runs. */
  public synchronized double rate() {
    return rate;
  }

  public synchronized boolean paused() {
    return paused;
  }

  /** The moment that was reached last; {@link Long#MIN_VALUE} before the first. */
  public synchronized long reached() {
    return reached;
  }

  /**
   * Waits until a moment of the recording is due. The first one is due at once.
   *
   * @param time nanoseconds, not before the last one
   * @return false if the replay was stopped
   */
  public boolean await(long time) throws InterruptedException {
    for (long wait = due(time); wait > 0; wait = due(time)) {
      waiter.pause(wait);
    }
    return !stopped();
  }

  /** Nanoseconds until the moment is due; 0 or less when it is. */
  private synchronized long due(long time) {
    if (stopped) {
      return 0;
    }
    if (!started) {
      started = true;
      anchor(time);
    }
    long wait = paused ? Long.MAX_VALUE : rate == UNPACED ? 0 : remaining(time);
    if (wait > 0 && steps > 0) {
      steps--;
      anchor(time);
      wait = 0;
    }
    if (wait <= 0) {
      reached = Math.max(reached, time);
    }
    return wait;
  }

  private long remaining(long time) {
    return anchorNanos + Math.round((time - anchorTime) / rate) - nanoTime.getAsLong();
  }

  private void anchor(long time) {
    anchorTime = time;
    anchorNanos = nanoTime.getAsLong();
  }

  /** The moment of the recording that it is now. */
  private long now() {
    if (paused || rate == UNPACED) {
      return anchorTime;
    }
    return anchorTime + Math.round((nanoTime.getAsLong() - anchorNanos) * rate);
  }

  /** Stands still; nothing is due until it goes on, except by steps. */
  public synchronized void pause() {
    anchor(Math.max(now(), reached));
    paused = true;
    waiter.wake();
  }

  /** Goes on where it stood. */
  public synchronized void resume() {
    if (paused) {
      paused = false;
      anchor(Math.max(anchorTime, reached));
      steps = 0;
      waiter.wake();
    }
  }

  /** Makes the next message due, however far it is. */
  public synchronized void step() {
    steps++;
    waiter.wake();
  }

  /** Runs at another rate from now on. */
  public synchronized void rate(double wanted) {
    anchor(Math.max(now(), reached));
    rate = checked(wanted);
    waiter.wake();
  }

  /** Ends the replay: nobody waits any more. */
  public synchronized void stop() {
    stopped = true;
    waiter.wake();
  }

  private synchronized boolean stopped() {
    return stopped;
  }
}
