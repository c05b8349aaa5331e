package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.ScheduleSpec;
import java.util.Map;

/** The optimizers by their settings: one row each. */
public final class Optimizers {

  /** Makes an optimizer. */
  private interface Factory {
    Optimizer of(OptimizerSpec spec, Schedule rate, int size);
  }

  private static final Map<Class<? extends OptimizerSpec>, Factory> ROWS =
      Map.of(
          OptimizerSpec.Sgd.class, (spec, rate, size) -> new Sgd(size, rate),
          OptimizerSpec.Momentum.class,
              (spec, rate, size) -> new Momentum(size, rate, (OptimizerSpec.Momentum) spec),
          OptimizerSpec.Nesterov.class,
              (spec, rate, size) -> new Nesterov(size, rate, (OptimizerSpec.Nesterov) spec),
          OptimizerSpec.AdaGrad.class,
              (spec, rate, size) -> new AdaGrad(size, rate, (OptimizerSpec.AdaGrad) spec),
          OptimizerSpec.RmsProp.class,
              (spec, rate, size) -> new RmsProp(size, rate, (OptimizerSpec.RmsProp) spec),
          OptimizerSpec.Adam.class,
              (spec, rate, size) -> new Adam(size, rate, (OptimizerSpec.Adam) spec),
          OptimizerSpec.AdamW.class,
              (spec, rate, size) -> new AdamW(size, rate, (OptimizerSpec.AdamW) spec),
          OptimizerSpec.Ftrl.class,
              (spec, rate, size) -> new Ftrl(size, rate, (OptimizerSpec.Ftrl) spec));

  private Optimizers() {}

  /** A fresh optimizer for so many parameters, with the same rate at every step. */
  public static Optimizer of(OptimizerSpec spec, int size) {
    return of(spec, ScheduleSpec.DEFAULT, size);
  }

  /** A fresh optimizer for so many parameters. */
  public static Optimizer of(OptimizerSpec spec, ScheduleSpec schedule, int size) {
    Schedule part = Schedules.of(schedule);
    double full = spec.learningRate();
    return ROWS.get(spec.getClass()).of(spec, step -> full * part.at(step), size);
  }
}
