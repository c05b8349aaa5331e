package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/** RMSprop (Tieleman and Hinton 2012, lecture 6e), with epsilon outside the root. */
final class RmsProp extends Optimizer {

  private static final String MEAN_SQUARE = "mean_square";

  private final double keep;
  private final double epsilon;

  RmsProp(int size, Schedule rate, OptimizerSpec.RmsProp spec) {
    super(size, rate, MEAN_SQUARE);
    this.keep = spec.decay();
    this.epsilon = spec.epsilon();
  }

  @Override
  protected void update(long step, double rate, float[] theta, float[] gradient) {
    float[] squares = array(MEAN_SQUARE);
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double mean = keep * squares[i] + (1 - keep) * slope * slope;
      squares[i] = (float) mean;
      theta[i] = (float) (theta[i] - rate * slope / (Math.sqrt(mean) + epsilon));
    }
  }
}
