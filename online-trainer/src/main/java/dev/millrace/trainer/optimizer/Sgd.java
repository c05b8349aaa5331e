package dev.millrace.trainer.optimizer;

/** Plain stochastic gradient descent: {@code theta -= rate × gradient}. */
final class Sgd extends Optimizer {

  private float rate;
  private float stay;

  Sgd(int size, Schedule rate, double decay) {
    super(size, rate, decay);
  }

  @Override
  protected void begin(Pace pace) {
    rate = (float) pace.rate();
    stay = (float) pace.keep();
  }

  @Override
  protected void update(int from, int to, float[] theta, float[] gradient, float[] next) {
    float step = rate;
    float keep = stay;
    for (int i = from; i < to; i++) {
      next[i] = theta[i] * keep - step * gradient[i];
    }
  }
}
