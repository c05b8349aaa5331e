package dev.millrace.schemas.task;

import java.io.Serializable;

/** How the learning rate changes over the steps: one record each. */
public sealed interface ScheduleSpec extends Serializable {

  /** A stream has no end to cool down for, so the rate stays. */
  ScheduleSpec DEFAULT = new Constant();

  /** The rate stays as it is. */
  record Constant() implements ScheduleSpec {}

  /**
   * Rises in equal parts to the full rate, then stays.
   *
   * @param steps steps to the full rate
   */
  record WarmUp(long steps) implements ScheduleSpec {}

  /**
   * Falls along half a cosine (Loshchilov and Hutter 2017), then stays at the floor.
   *
   * @param steps steps from the full rate to the floor
   * @param floor lowest rate, as a part of the full one
   * @param warmUp steps of rise before that
   */
  record Cosine(long steps, double floor, long warmUp) implements ScheduleSpec {}

  /**
   * Rises, then falls with the root of the step (Vaswani et al. 2017, equation 3).
   *
   * @param warmUp steps of rise, at least 1
   */
  record InverseSquareRoot(long warmUp) implements ScheduleSpec {}
}
