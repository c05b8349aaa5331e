package dev.millrace.inference.operator;

import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.TextInput;

/**
 * How many samples share a run of the model.
 *
 * @param run most samples of a run
 * @param mixed whether samples have many shapes, so that only some can share a run
 */
record BatchSize(int run, boolean mixed) {

  /**
   * Texts share a run only with others of as many tokens. Among eight runs' worth for each thread a
   * short message (5 to 60 tokens) finds some; sixteen would find more, and hold up each checkpoint
   * for as long again.
   */
  private static final int RUNS_OF_TEXTS = 8;

  BatchSize {
    if (run < 1) {
      throw new IllegalArgumentException("a run of " + run + " samples");
    }
  }

  /** Whatever waits fits into one run. */
  static BatchSize alike(int run) {
    return new BatchSize(run, false);
  }

  /** The batch of a model that takes such an input, with that many samples a run. */
  static BatchSize of(int run, InputSpec input) {
    return new BatchSize(run, run > 1 && input instanceof TextInput);
  }

  /** Most samples that lie prepared, for the threads to choose alike ones from. */
  int prepared(int threads) {
    return mixed ? RUNS_OF_TEXTS * run * threads : run;
  }
}
