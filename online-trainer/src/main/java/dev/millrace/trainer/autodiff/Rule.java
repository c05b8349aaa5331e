package dev.millrace.trainer.autodiff;

/**
 * How gradients pass an operator: from those of its results to those of its inputs. One row of
 * {@link GradientRules}.
 */
@FunctionalInterface
interface Rule {

  /** For operators whose result does not change when their inputs change a little. */
  Rule STOPS =
      new Rule() {
        @Override
        public void apply(Backward at) {}

        @Override
        public Passage passage() {
          return Passage.STOPS;
        }
      };

  /** What becomes of a gradient at an operator with this rule. */
  default Passage passage() {
    return Passage.YES;
  }

  /**
   * Appends the operators and gives a gradient to every input that wants one.
   *
   * @throws NoGradient where this form of the operator cannot be differentiated
   */
  void apply(Backward at);

  /** Gives the gradient by one input. */
  @FunctionalInterface
  interface PerInput {
    /**
     * Appends the operators.
     *
     * @return name of the gradient, of the input's shape
     */
    String apply(Backward at, int input);
  }

  /** A rule that treats its inputs one by one. */
  static Rule each(PerInput one) {
    return at -> {
      for (int input = 0; input < at.node().getInputCount(); input++) {
        if (at.wants(input)) {
          at.give(input, one.apply(at, input));
        }
      }
    };
  }

  /** A rule for operators of which only the first input can carry a gradient. */
  static Rule first(PerInput one) {
    return each(
        (at, input) -> {
          if (input != 0) {
            throw at.refuse("only the first input has a gradient, input %d has none", input + 1);
          }
          return one.apply(at, 0);
        });
  }
}
