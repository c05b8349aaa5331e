package dev.millrace.trainer.autodiff;

/** Writes a node in another form; its results keep their names. */
@FunctionalInterface
interface Rewrite {

  /**
   * Appends the operators that take the node's place.
   *
   * @throws NoGradient where this form of the operator cannot be written so
   */
  void apply(Forward at);
}
