package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/** AdaGrad (Duchi, Hazan and Singer 2011), diagonal, with epsilon outside the root. */
final class AdaGrad extends Optimizer {

  private static final String SQUARES = "squares";

  private final double epsilon;

  AdaGrad(int size, Schedule rate, double decay, OptimizerSpec.AdaGrad spec) {
    super(size, rate, decay, SQUARES);
    this.epsilon = spec.epsilon();
  }

  @Override
  protected void update(Pace pace, float[] theta, float[] gradient, float[] next) {
    float[] squares = array(SQUARES);
    float[] sums = next(SQUARES);
    double rate = pace.rate();
    double stay = pace.keep();
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double sum = squares[i] + slope * slope;
      sums[i] = (float) sum;
      next[i] = (float) (theta[i] * stay - rate * slope / (Math.sqrt(sum) + epsilon));
    }
  }
}
