package dev.millrace.inference.operator;

import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.TextInput;

/**
 * How many samples a scoring thread takes, and how many of them share a run of the model.
 *
 * @param run most samples of a run
 * @param taken most samples that a thread takes; where it is more than a run, what is alike among
 *     them shares one
 */
record BatchSize(int run, int taken) {

  /**
   * Texts share a run only with others of as many tokens. In eight runs' worth of short messages (5
   * to 60 tokens) a text finds two or three; sixteen would find twice as many, and hold up each
   * checkpoint for as long again.
   */
  private static final int RUNS_OF_TEXTS = 8;

  BatchSize {
    if (run < 1 || taken < run) {
      throw new IllegalArgumentException("a batch of " + taken + " can't hold a run of " + run);
    }
  }

  /** Whatever waits fits into one run. */
  static BatchSize alike(int run) {
    return new BatchSize(run, run);
  }

  /** The batch of a model that takes such an input, with that many samples a run. */
  static BatchSize of(int run, InputSpec input) {
    boolean mixed = run > 1 && input instanceof TextInput;
    return mixed ? new BatchSize(run, RUNS_OF_TEXTS * run) : alike(run);
  }

  /** How many of the waiting samples one of the threads takes: a run, or its share of a crowd. */
  int takenOf(int waiting, int threads) {
    int share = (waiting + threads - 1) / threads;
    return Math.min(taken, Math.max(run, share));
  }
}
