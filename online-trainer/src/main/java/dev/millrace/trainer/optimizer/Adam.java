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
  private float stepSize;
  private float epsilon;
  private float stay;

  Adam(int size, Schedule rate, double decay, OptimizerSpec.Adam spec) {
    super(size, rate, decay, FIRST_MOMENT, SECOND_MOMENT);
    this.spec = spec;
  }

  @Override
  protected void begin(Pace pace) {
    // StrictMath: pow may differ between JVMs in its last bit, and a version is bit for bit.
    double first = 1 - StrictMath.pow(spec.beta1(), (double) pace.step());
    double secondRoot = Math.sqrt(1 - StrictMath.pow(spec.beta2(), (double) pace.step()));
    // Numerator and denominator times the root of the second correction: one division less.
    stepSize = (float) (pace.rate() * secondRoot / first);
    epsilon = (float) (spec.epsilon() * secondRoot);
    stay = (float) pace.keep();
  }

  @Override
  protected void update(int from, int to, float[] theta, float[] gradient, float[] next) {
    float[] first = array(FIRST_MOMENT);
    float[] second = array(SECOND_MOMENT);
    float[] nextFirst = next(FIRST_MOMENT);
    float[] nextSecond = next(SECOND_MOMENT);
    float keepFirst = (float) spec.beta1();
    float takeFirst = (float) (1 - spec.beta1());
    float keepSecond = (float) spec.beta2();
    float takeSecond = (float) (1 - spec.beta2());
    float step = stepSize;
    float least = epsilon;
    float left = stay;
    for (int i = from; i < to; i++) {
      float slope = gradient[i];
      nextFirst[i] = keepFirst * first[i] + takeFirst * slope;
      nextSecond[i] = keepSecond * second[i] + takeSecond * slope * slope;
    }
    for (int i = from; i < to; i++) {
      float root = (float) Math.sqrt(nextSecond[i]);
      next[i] = theta[i] * left - step * nextFirst[i] / (root + least);
    }
  }
}
