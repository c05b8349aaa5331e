package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * FTRL-Proximal with a rate for each weight (McMahan et al. 2013, algorithm 1). A weight is exactly
 * zero while the evidence for it stays below l1.
 *
 * <p>The paper starts at zero. A head does not, so the evidence starts as the one whose solution is
 * the weights that the first step finds; from zero weights that is the paper's start.
 */
final class Ftrl extends Optimizer {

  private static final String EVIDENCE = "evidence";
  private static final String SQUARES = "squares";

  private final OptimizerSpec.Ftrl spec;
  private Pace pace = new Pace(0, 0, 1);

  Ftrl(int size, Schedule rate, OptimizerSpec.Ftrl spec) {
    super(size, rate, 0, EVIDENCE, SQUARES);
    this.spec = spec;
  }

  @Override
  protected void begin(Pace now) {
    pace = now;
  }

  @Override
  protected void update(int from, int to, float[] theta, float[] gradient, float[] next) {
    float[] evidence = array(EVIDENCE);
    float[] squares = array(SQUARES);
    float[] newEvidence = next(EVIDENCE);
    float[] newSquares = next(SQUARES);
    double rate = pace.rate();
    for (int i = from; i < to; i++) {
      double slope = gradient[i];
      double sum = squares[i] + slope * slope;
      double sigma = (Math.sqrt(sum) - Math.sqrt(squares[i])) / rate;
      double before = pace.step() == 1 ? start(theta[i], rate) : evidence[i];
      double z = before + slope - sigma * theta[i];
      newEvidence[i] = (float) z;
      newSquares[i] = (float) sum;
      next[i] = (float) solution(z, sum, rate);
    }
  }

  /** The evidence whose solution is a weight. */
  private float start(float weight, double rate) {
    return (float) -(weight * curvature(0, rate) + spec.l1() * Math.signum(weight));
  }

  private double solution(double z, double sum, double rate) {
    return Math.abs(z) <= spec.l1() ? 0 : -(z - Math.signum(z) * spec.l1()) / curvature(sum, rate);
  }

  private double curvature(double sum, double rate) {
    return (spec.beta() + Math.sqrt(sum)) / rate + spec.l2();
  }
}
