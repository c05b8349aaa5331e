package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/** RMSprop (Tieleman and Hinton 2012, lecture 6e), with epsilon outside the root. */
final class RmsProp extends Optimizer {

  private static final String MEAN_SQUARE = "mean_square";

  private final double keep;
  private final double epsilon;

  RmsProp(int size, Schedule rate, double decay, OptimizerSpec.RmsProp spec) {
    super(size, rate, decay, MEAN_SQUARE);
    this.keep = spec.decay();
    this.epsilon = spec.epsilon();
  }

  @Override
  protected void update(Pace pace, float[] theta, float[] gradient, float[] next) {
    float[] squares = array(MEAN_SQUARE);
    float[] means = next(MEAN_SQUARE);
    double rate = pace.rate();
    double stay = pace.keep();
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double mean = keep * squares[i] + (1 - keep) * slope * slope;
      means[i] = (float) mean;
      next[i] = (float) (theta[i] * stay - rate * slope / (Math.sqrt(mean) + epsilon));
    }
  }
}
