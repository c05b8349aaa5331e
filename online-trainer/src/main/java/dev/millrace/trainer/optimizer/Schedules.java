package dev.millrace.trainer.optimizer;

import dev.millrace.schemas.task.ScheduleSpec;
import dev.millrace.schemas.task.ScheduleSpec.Constant;
import dev.millrace.schemas.task.ScheduleSpec.Cosine;
import dev.millrace.schemas.task.ScheduleSpec.InverseSquareRoot;
import dev.millrace.schemas.task.ScheduleSpec.WarmUp;
import java.util.Map;
import java.util.function.Function;

/** The schedules by their settings, as parts of the full rate: one row each. */
public final class Schedules {

  private static final Map<Class<? extends ScheduleSpec>, Function<ScheduleSpec, Schedule>> ROWS =
      Map.of(
          Constant.class, spec -> step -> 1,
          WarmUp.class, spec -> step -> rise(step, ((WarmUp) spec).steps()),
          Cosine.class, spec -> cosine((Cosine) spec),
          InverseSquareRoot.class, spec -> inverseSquareRoot((InverseSquareRoot) spec));

  private Schedules() {}

  /** Part of the full rate, in (0, 1]; the floor of a cosine may be 0. */
  public static Schedule of(ScheduleSpec spec) {
    return ROWS.get(spec.getClass()).apply(spec);
  }

  /** In equal parts, so that the last step of the rise has the full rate. */
  private static double rise(long step, long warmUp) {
    return step >= warmUp ? 1 : (double) step / warmUp;
  }

  private static Schedule cosine(Cosine spec) {
    long peak = Math.max(1, spec.warmUp());
    return step -> {
      if (step <= peak) {
        return rise(step, peak);
      }
      double way = Math.min(1, (double) (step - peak) / spec.steps());
      // StrictMath: cos may differ between JVMs in its last bit, and a version is bit for bit.
      return spec.floor() + (1 - spec.floor()) * (1 + StrictMath.cos(Math.PI * way)) / 2;
    };
  }

  private static Schedule inverseSquareRoot(InverseSquareRoot spec) {
    long peak = spec.warmUp();
    return step -> step <= peak ? rise(step, peak) : Math.sqrt((double) peak / step);
  }
}
