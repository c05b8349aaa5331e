package dev.millrace.inference.operator;

import dev.millrace.models.runtime.LoadedPatch;
import org.jspecify.annotations.Nullable;

/**
 * The versions that answer at one moment, with their weights off-heap. A batch leases it, so the
 * weights stay until the batch is done, whatever the alias does meanwhile.
 */
final class ServedModels implements AutoCloseable {

  private final long champion;
  private final LoadedPatch championWeights;
  private final @Nullable Long challenger;
  private final @Nullable LoadedPatch challengerWeights;
  private final double challengerFraction;
  private int leases = 1; // the switch's own, until it swaps

  ServedModels(
      long champion,
      LoadedPatch championWeights,
      @Nullable Long challenger,
      @Nullable LoadedPatch challengerWeights,
      double challengerFraction) {
    this.champion = champion;
    this.championWeights = championWeights;
    this.challenger = challenger;
    this.challengerWeights = challengerWeights;
    this.challengerFraction = challengerFraction;
  }

  long champion() {
    return champion;
  }

  LoadedPatch championWeights() {
    return championWeights;
  }

  @Nullable Long challenger() {
    return challenger;
  }

  @Nullable LoadedPatch challengerWeights() {
    return challengerWeights;
  }

  /**
   * Whether the challenger answers this event. It depends on the id alone: the same event gets the
   * same answer on every replay and every subtask.
   */
  boolean challengerAnswers(String eventId) {
    if (challengerWeights == null) {
      return false;
    }
    // Fibonacci hashing spreads String.hashCode's low bits over [0, 1).
    int spread = eventId.hashCode() * 0x9E3779B9;
    return (spread >>> 8) * 0x1p-24 < challengerFraction;
  }

  synchronized ServedModels lease() {
    leases++;
    return this;
  }

  /** Gives a lease back; the last one frees the weights. */
  @Override
  public synchronized void close() {
    if (--leases == 0) {
      championWeights.close();
      if (challengerWeights != null) {
        challengerWeights.close();
      }
    }
  }
}
