package dev.millrace.inference.operator;

import dev.millrace.models.runtime.LoadedPatch;
import org.jspecify.annotations.Nullable;

/**
 * The versions that answer at one moment, with their weights off-heap. A batch leases it, so the
 * weights stay until the batch is done, whatever the alias does meanwhile. Thread-safe.
 */
final class ServedModels implements AutoCloseable {

  private final Version champion;
  private final @Nullable Version challenger;
  private final double challengerFraction;
  private int leases = 1; // the switch's own, until it swaps

  /** A version with its weights off-heap. */
  record Version(long number, LoadedPatch weights) {}

  /**
   * @param champion closed with this
   * @param challenger closed with this; null where there is none
   * @param challengerFraction share of events that the challenger answers, 0 to 1
   */
  ServedModels(Version champion, @Nullable Version challenger, double challengerFraction) {
    this.champion = champion;
    this.challenger = challenger;
    this.challengerFraction = challengerFraction;
  }

  Version champion() {
    return champion;
  }

  @Nullable Version challenger() {
    return challenger;
  }

  double challengerFraction() {
    return challengerFraction;
  }

  /**
   * Whether a challenger answers this event. It depends on the id alone: the same event gets the
   * same answer on every replay and every subtask.
   */
  boolean challengerAnswers(String eventId) {
    // Fibonacci hashing spreads String.hashCode's low bits over [0, 1).
    int spread = eventId.hashCode() * 0x9E3779B9;
    return challenger != null && (spread >>> 8) * 0x1p-24 < challengerFraction;
  }

  /**
   * Keeps the weights until the lease is closed.
   *
   * @throws IllegalStateException if they were freed already
   */
  synchronized ServedModels lease() {
    if (leases == 0) {
      throw new IllegalStateException("version " + champion.number() + " is served no more");
    }
    leases++;
    return this;
  }

  /** Gives a lease back; the last one frees the weights. */
  @Override
  public synchronized void close() {
    if (leases > 0 && --leases == 0) {
      champion.weights().close();
      if (challenger != null) {
        challenger.weights().close();
      }
    }
  }
}
