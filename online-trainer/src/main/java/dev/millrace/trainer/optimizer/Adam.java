package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), with epsilon outside the root and after the bias
 * correction, as PyTorch has it.
 */
class Adam extends Optimizer {

  private static final String FIRST_MOMENT = "first_moment";
  private static final String SECOND_MOMENT = "second_moment";

  private final OptimizerSpec.Adam spec;

  Adam(int size, Schedule rate, OptimizerSpec.Adam spec) {
    super(size, rate, FIRST_MOMENT, SECOND_MOMENT);
    this.spec = spec;
  }

  @Override
  protected void update(long step, double rate, float[] theta, float[] gradient) {
    float[] first = array(FIRST_MOMENT);
    float[] second = array(SECOND_MOMENT);
    double keepFirst = spec.beta1();
    double keepSecond = spec.beta2();
    // StrictMath: pow may differ between JVMs in its last bit, and a version is bit for bit.
    double stepSize = rate / (1 - StrictMath.pow(keepFirst, (double) step));
    double secondRoot = Math.sqrt(1 - StrictMath.pow(keepSecond, (double) step));
    double epsilon = spec.epsilon();
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double mean = keepFirst * first[i] + (1 - keepFirst) * slope;
      double square = keepSecond * second[i] + (1 - keepSecond) * slope * slope;
      first[i] = (float) mean;
      second[i] = (float) square;
      theta[i] = (float) (theta[i] - stepSize * mean / (Math.sqrt(square) / secondRoot + epsilon));
    }
  }
}
