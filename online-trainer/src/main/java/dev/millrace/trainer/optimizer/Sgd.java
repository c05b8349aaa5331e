package dev.millrace.trainer.optimizer;

/** Plain stochastic gradient descent: {@code theta -= rate × gradient}. */
final class Sgd extends Optimizer {

  Sgd(int size, Schedule rate, double decay) {
    super(size, rate, decay);
  }

  @Override
  protected void update(Pace pace, float[] theta, float[] gradient, float[] next) {
    for (int i = 0; i < theta.length; i++) {
      next[i] = (float) (theta[i] * pace.keep() - pace.rate() * gradient[i]);
    }
  }
}
