package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * Momentum that looks one step ahead (Nesterov 1983), in the form of Sutskever et al. 2013 that
 * takes the gradient where the weights are.
 */
final class Nesterov extends Optimizer {

  private static final String VELOCITY = "velocity";

  private final float keep;
  private float rate;
  private float stay;

  Nesterov(int size, Schedule rate, double decay, OptimizerSpec.Nesterov spec) {
    super(size, rate, decay, VELOCITY);
    this.keep = (float) spec.momentum();
  }

  @Override
  protected void begin(Pace pace) {
    rate = (float) pace.rate();
    stay = (float) pace.keep();
  }

  @Override
  protected void update(int from, int to, float[] theta, float[] gradient, float[] next) {
    float[] velocity = array(VELOCITY);
    float[] faster = next(VELOCITY);
    float held = keep;
    float step = rate;
    float left = stay;
    for (int i = from; i < to; i++) {
      faster[i] = held * velocity[i] + gradient[i];
    }
    for (int i = from; i < to; i++) {
      next[i] = theta[i] * left - step * (gradient[i] + held * faster[i]);
    }
  }
}
