package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/** AdaGrad (Duchi, Hazan and Singer 2011), diagonal, with epsilon outside the root. */
final class AdaGrad extends Optimizer {

  private static final String SQUARES = "squares";

  private final double epsilon;

  AdaGrad(int size, Schedule rate, OptimizerSpec.AdaGrad spec) {
    super(size, rate, SQUARES);
    this.epsilon = spec.epsilon();
  }

  @Override
  protected void update(long step, double rate, float[] theta, float[] gradient) {
    float[] squares = array(SQUARES);
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double sum = squares[i] + slope * slope;
      squares[i] = (float) sum;
      theta[i] = (float) (theta[i] - rate * slope / (Math.sqrt(sum) + epsilon));
    }
  }
}
