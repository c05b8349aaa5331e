package dev.millrace.trainer.optimizer;

/** Plain stochastic gradient descent: {@code theta -= rate × gradient}. */
final class Sgd extends Optimizer {

  Sgd(int size, Schedule rate) {
    super(size, rate);
  }

  @Override
  protected void update(long step, double rate, float[] theta, float[] gradient) {
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) (theta[i] - rate * gradient[i]);
    }
  }
}
