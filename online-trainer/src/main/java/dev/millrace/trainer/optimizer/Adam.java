package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), with epsilon outside the root and after the bias
 * correction, as PyTorch has it. With decay it is AdamW (Loshchilov and Hutter 2019, algorithm 2).
 */
final class Adam extends Optimizer {

  private static final String FIRST_MOMENT = "first_moment";
  private static final String SECOND_MOMENT = "second_moment";

  private final OptimizerSpec.Adam spec;

  Adam(int size, Schedule rate, double decay, OptimizerSpec.Adam spec) {
    super(size, rate, decay, FIRST_MOMENT, SECOND_MOMENT);
    this.spec = spec;
  }

  @Override
  protected void update(Pace pace, float[] theta, float[] gradient, float[] next) {
    float[] first = array(FIRST_MOMENT);
    float[] second = array(SECOND_MOMENT);
    float[] nextFirst = next(FIRST_MOMENT);
    float[] nextSecond = next(SECOND_MOMENT);
    double keepFirst = spec.beta1();
    double keepSecond = spec.beta2();
    // StrictMath: pow may differ between JVMs in its last bit, and a version is bit for bit.
    double stepSize = pace.rate() / (1 - StrictMath.pow(keepFirst, (double) pace.step()));
    double secondRoot = Math.sqrt(1 - StrictMath.pow(keepSecond, (double) pace.step()));
    double epsilon = spec.epsilon();
    double stay = pace.keep();
    for (int i = 0; i < theta.length; i++) {
      double slope = gradient[i];
      double mean = keepFirst * first[i] + (1 - keepFirst) * slope;
      double square = keepSecond * second[i] + (1 - keepSecond) * slope * slope;
      nextFirst[i] = (float) mean;
      nextSecond[i] = (float) square;
      double move = stepSize * mean / (Math.sqrt(square) / secondRoot + epsilon);
      next[i] = (float) (theta[i] * stay - move);
    }
  }
}
