package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * Gradient descent with momentum (Polyak 1964) in PyTorch's form, where the rate multiplies the
 * velocity and not the gradient that enters it.
 */
final class Momentum extends Optimizer {

  private static final String VELOCITY = "velocity";

  private final double keep;

  Momentum(int size, Schedule rate, OptimizerSpec.Momentum spec) {
    super(size, rate, VELOCITY);
    this.keep = spec.momentum();
  }

  @Override
  protected void update(long step, double rate, float[] theta, float[] gradient) {
    float[] velocity = array(VELOCITY);
    for (int i = 0; i < theta.length; i++) {
      double speed = keep * velocity[i] + gradient[i];
      velocity[i] = (float) speed;
      theta[i] = (float) (theta[i] - rate * speed);
    }
  }
}
