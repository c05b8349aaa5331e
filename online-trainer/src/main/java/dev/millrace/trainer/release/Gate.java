package dev.millrace.trainer.release;

import dev.millrace.schemas.task.TrainSpec.GateSpec;
import java.util.Locale;

/**
 * Decides whether a published version becomes champion: the learner's mean loss over the window
 * must not be larger than the champion's by more than the tolerance. Both were measured on the same
 * examples, each before the learner learned it.
 */
public final class Gate {

  private final GateSpec spec;

  /**
   * @param spec fewest examples and tolerance
   */
  public Gate(GateSpec spec) {
    this.spec = spec;
  }

  /** Whether the alias may be moved. */
  public enum AliasState {
    FREE,
    /** A person has set it; it stays until it is unpinned. */
    PINNED
  }

  /**
   * What the gate says.
   *
   * @param outcome whether the alias moves
   * @param reason why, in words
   */
  public record Decision(Outcome outcome, String reason) {
    public boolean promoted() {
      return outcome == Outcome.PROMOTED;
    }
  }

  /** Whether the alias moves. */
  public enum Outcome {
    PROMOTED,
    REFUSED,
    /** Too early to say. */
    WAITS
  }

  /** Decides from the losses since the champion was promoted. */
  public Decision decide(WindowLosses losses, AliasState alias) {
    if (alias == AliasState.PINNED) {
      return new Decision(Outcome.WAITS, "the alias is pinned; unpin it to let the gate decide");
    }
    if (losses.examples() < spec.minimum()) {
      return new Decision(
          Outcome.WAITS,
          "too few: %d examples since the champion was promoted, the minimum is %d"
              .formatted(losses.examples(), spec.minimum()));
    }
    double candidate = losses.learnerMean();
    double champion = losses.championMean();
    if (!Double.isFinite(candidate)) {
      return new Decision(Outcome.REFUSED, "the learner's loss is not finite");
    }
    if (!Double.isFinite(champion)) {
      return new Decision(Outcome.PROMOTED, "the champion's loss is not finite, the learner's is");
    }
    double limit = champion * (1 + spec.tolerance());
    String numbers =
        String.format(
            Locale.ROOT,
            "loss %.6f against the champion's %.6f (limit %.6f) over %d examples",
            candidate,
            champion,
            limit,
            losses.examples());
    return candidate <= limit
        ? new Decision(Outcome.PROMOTED, numbers)
        : new Decision(Outcome.REFUSED, numbers);
  }
}
