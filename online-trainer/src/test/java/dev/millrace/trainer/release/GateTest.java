package dev.millrace.trainer.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.task.TrainSpec.GateSpec;
import dev.millrace.trainer.release.Gate.AliasState;
import dev.millrace.trainer.release.Gate.Outcome;
import org.junit.jupiter.api.Test;

final class GateTest {

  private static final Gate GATE = new Gate(new GateSpec(4, 3, 0.05));

  private static WindowLosses losses(int examples, double learner, double champion) {
    WindowLosses losses = new WindowLosses(4);
    for (int i = 0; i < examples; i++) {
      losses.add(learner, champion);
    }
    return losses;
  }

  @Test
  void betterLearnerIsPromoted() {
    Gate.Decision decision = GATE.decide(losses(3, 0.5, 0.9), AliasState.FREE);
    assertThat(decision.outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(decision.reason()).contains("0.500000").contains("0.900000").contains("3 examples");
  }

  @Test
  void learnerWithinToleranceIsPromotedAndBeyondItRefused() {
    assertThat(GATE.decide(losses(3, 1.04, 1), AliasState.FREE).promoted()).isTrue();
    assertThat(GATE.decide(losses(3, 1.06, 1), AliasState.FREE).outcome())
        .isEqualTo(Outcome.REFUSED);
  }

  @Test
  void tooFewExamplesWait() {
    Gate.Decision decision = GATE.decide(losses(2, 0.1, 0.9), AliasState.FREE);
    assertThat(decision.outcome()).isEqualTo(Outcome.WAITS);
    assertThat(decision.reason()).contains("too few: 2").contains("minimum is 3");
  }

  @Test
  void pinnedAliasNeverMoves() {
    assertThat(GATE.decide(losses(4, 0, 9), AliasState.PINNED).outcome()).isEqualTo(Outcome.WAITS);
  }

  @Test
  void lossThatIsNotFiniteLoses() {
    assertThat(GATE.decide(losses(3, Double.NaN, 1), AliasState.FREE).outcome())
        .isEqualTo(Outcome.REFUSED);
    assertThat(GATE.decide(losses(3, 1, Double.POSITIVE_INFINITY), AliasState.FREE).outcome())
        .isEqualTo(Outcome.PROMOTED);
  }

  @Test
  void windowHoldsTheLastExamplesOnly() {
    WindowLosses losses = losses(4, 100, 1);
    for (int i = 0; i < 4; i++) {
      losses.add(0.5, 1);
    }
    assertThat(losses.examples()).isEqualTo(4);
    assertThat(losses.learnerMean()).isEqualTo(0.5);
  }

  @Test
  void newChampionStartsTheComparisonAfresh() {
    WindowLosses losses = losses(4, 1, 1);
    losses.clear();
    assertThat(losses.examples()).isZero();
    assertThat(losses.championMean()).isNaN();
  }
}
