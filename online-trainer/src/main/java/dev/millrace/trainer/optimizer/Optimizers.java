package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.ScheduleSpec;
import java.util.Map;

/** The optimizers by their settings: one row each. */
public final class Optimizers {

  /** Makes an optimizer. */
  private interface Factory {
    Optimizer of(OptimizerSpec spec, Schedule rate, double decay, int size);
  }

  private static final Map<Class<? extends OptimizerSpec>, Factory> ROWS =
      Map.of(
          OptimizerSpec.Sgd.class, (spec, rate, decay, size) -> new Sgd(size, rate, decay),
          OptimizerSpec.Momentum.class,
              (spec, rate, decay, size) ->
                  new Momentum(size, rate, decay, (OptimizerSpec.Momentum) spec),
          OptimizerSpec.Nesterov.class,
              (spec, rate, decay, size) ->
                  new Nesterov(size, rate, decay, (OptimizerSpec.Nesterov) spec),
          OptimizerSpec.AdaGrad.class,
              (spec, rate, decay, size) ->
                  new AdaGrad(size, rate, decay, (OptimizerSpec.AdaGrad) spec),
          OptimizerSpec.RmsProp.class,
              (spec, rate, decay, size) ->
                  new RmsProp(size, rate, decay, (OptimizerSpec.RmsProp) spec),
          OptimizerSpec.Adam.class,
              (spec, rate, decay, size) -> new Adam(size, rate, decay, (OptimizerSpec.Adam) spec),
          OptimizerSpec.AdamW.class,
              (spec, rate, decay, size) -> adamW(size, rate, decay, (OptimizerSpec.AdamW) spec),
          // Decay would move the weights behind the back of the evidence they follow from.
          OptimizerSpec.Ftrl.class,
              (spec, rate, decay, size) -> new Ftrl(size, rate, (OptimizerSpec.Ftrl) spec));

  private Optimizers() {}

  /** A fresh optimizer for so many parameters, with the same rate at every step. */
  public static Optimizer of(OptimizerSpec spec, int size) {
    return of(spec, ScheduleSpec.DEFAULT, 0, size);
  }

  /**
   * A fresh optimizer.
   *
   * @param decay decoupled weight decay, besides the optimizer's own; none for FTRL
   * @param size elements of the parameter vector
   */
  public static Optimizer of(OptimizerSpec spec, ScheduleSpec schedule, double decay, int size) {
    Schedule part = Schedules.of(schedule);
    double full = spec.learningRate();
    return ROWS.get(spec.getClass()).of(spec, step -> full * part.at(step), decay, size);
  }

  private static Optimizer adamW(int size, Schedule rate, double decay, OptimizerSpec.AdamW spec) {
    OptimizerSpec.Adam plain =
        new OptimizerSpec.Adam(spec.learningRate(), spec.beta1(), spec.beta2(), spec.epsilon());
    return new Adam(size, rate, decay + spec.weightDecay(), plain);
  }
}
