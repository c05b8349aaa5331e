package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/** AdaGrad (Duchi, Hazan and Singer 2011), diagonal, with epsilon outside the root. */
final class AdaGrad extends Optimizer {

  private static final String SQUARES = "squares";

  private final float epsilon;
  private float rate;
  private float stay;

  AdaGrad(int size, Schedule rate, double decay, OptimizerSpec.AdaGrad spec) {
    super(size, rate, decay, SQUARES);
    this.epsilon = (float) spec.epsilon();
  }

  @Override
  protected void begin(Pace pace) {
    rate = (float) pace.rate();
    stay = (float) pace.keep();
  }

  @Override
  protected void update(int from, int to, float[] theta, float[] gradient, float[] next) {
    float[] squares = array(SQUARES);
    float[] sums = next(SQUARES);
    float least = epsilon;
    float step = rate;
    float left = stay;
    for (int i = from; i < to; i++) {
      float slope = gradient[i];
      sums[i] = squares[i] + slope * slope;
    }
    for (int i = from; i < to; i++) {
      float root = (float) Math.sqrt(sums[i]);
      next[i] = theta[i] * left - step * gradient[i] / (root + least);
    }
  }
}
