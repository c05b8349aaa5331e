package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/** RMSprop (Tieleman and Hinton 2012, lecture 6e), with epsilon outside the root. */
final class RmsProp extends Optimizer {

  private static final String MEAN_SQUARE = "mean_square";

  private final float keep;
  private final float take;
  private final float epsilon;
  private float rate;
  private float stay;

  RmsProp(int size, Schedule rate, double decay, OptimizerSpec.RmsProp spec) {
    super(size, rate, decay, MEAN_SQUARE);
    this.keep = (float) spec.decay();
    this.take = (float) (1 - spec.decay());
    this.epsilon = (float) spec.epsilon();
  }

  @Override
  protected void begin(Pace pace) {
    rate = (float) pace.rate();
    stay = (float) pace.keep();
  }

  @Override
  protected void update(int from, int to, float[] theta, float[] gradient, float[] next) {
    float[] squares = array(MEAN_SQUARE);
    float[] means = next(MEAN_SQUARE);
    float held = keep;
    float taken = take;
    float least = epsilon;
    float step = rate;
    float left = stay;
    for (int i = from; i < to; i++) {
      float slope = gradient[i];
      means[i] = held * squares[i] + taken * slope * slope;
    }
    for (int i = from; i < to; i++) {
      float root = (float) Math.sqrt(means[i]);
      next[i] = theta[i] * left - step * gradient[i] / (root + least);
    }
  }
}
