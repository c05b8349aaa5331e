package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * Momentum that looks one step ahead (Nesterov 1983), in the form of Sutskever et al. 2013 that
 * takes the gradient where the weights are.
 */
final class Nesterov extends Optimizer {

  private static final String VELOCITY = "velocity";

  private final double keep;

  Nesterov(int size, Schedule rate, OptimizerSpec.Nesterov spec) {
    super(size, rate, VELOCITY);
    this.keep = spec.momentum();
  }

  @Override
  protected void update(long step, double rate, float[] theta, float[] gradient) {
    float[] velocity = array(VELOCITY);
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double speed = keep * velocity[i] + slope;
      velocity[i] = (float) speed;
      theta[i] = (float) (theta[i] - rate * (slope + keep * speed));
    }
  }
}
