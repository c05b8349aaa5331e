package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2). */
final class AdamW extends Adam {

  private final double decay;

  AdamW(int size, Schedule rate, OptimizerSpec.AdamW spec) {
    super(
        size,
        rate,
        new OptimizerSpec.Adam(spec.learningRate(), spec.beta1(), spec.beta2(), spec.epsilon()));
    this.decay = spec.weightDecay();
  }

  @Override
  protected void update(long step, double rate, float[] theta, float[] gradient) {
    WeightDecay.shrink(theta, rate * decay);
    super.update(step, rate, theta, gradient);
  }
}
