package dev.millrace.trainer.optimizer;

/** A number for each step: a pure function, so that a resumed run goes on as if never stopped. */
@FunctionalInterface
public interface Schedule {

  /**
   * The number of one step.
   *
   * @param step from 1
   */
  double at(long step);

  /** The same number for every step. */
  static Schedule constant(double value) {
    return step -> value;
  }
}
