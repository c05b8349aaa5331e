package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * Gradient descent with momentum (Polyak 1964) in PyTorch's form, where the rate multiplies the
 * velocity and not the gradient that enters it.
 */
final class Momentum extends Optimizer {

  private static final String VELOCITY = "velocity";

  private final double keep;

  Momentum(int size, Schedule rate, double decay, OptimizerSpec.Momentum spec) {
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
      double speed = keep * velocity[i] + gradient[i];
      faster[i] = (float) speed;
      next[i] = (float) (theta[i] * stay - rate * speed);
    }
  }
}
