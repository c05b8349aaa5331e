package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * Momentum that looks one step ahead (Nesterov 1983), in the form of Sutskever et al. 2013 that
 * takes the gradient where the weights are.
 */
final class Nesterov extends Optimizer {

  private static final String VELOCITY = "velocity";

  private final double keep;

  Nesterov(int size, Schedule rate, double decay, OptimizerSpec.Nesterov spec) {
    super(size, rate, decay, VELOCITY);
    this.keep = spec.momentum();
  }

  @Override
  protected void update(Pace pace, float[] theta, float[] gradient, float[] next) {
    float[] velocity = array(VELOCITY);
    float[] faster = next(VELOCITY);
    double rate = pace.rate();
    double stay = pace.keep();
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double speed = keep * velocity[i] + slope;
      faster[i] = (float) speed;
      next[i] = (float) (theta[i] * stay - rate * (slope + keep * speed));
    }
  }
}
