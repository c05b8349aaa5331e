package dev.millrace.trainer.optimizer;

/** Plain stochastic gradient descent: {@code theta -= learningRate × gradient}. */
public final class Sgd extends Optimizer {

  private final double learningRate;

  /**
   * @param size elements of the parameter vector
   * @param learningRate step size
   */
  public Sgd(int size, double learningRate) {
    super(size);
    this.learningRate = learningRate;
  }

  @Override
  protected void update(long step, float[] theta, float[] gradient) {
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) (theta[i] - learningRate * gradient[i]);
    }
  }
}
