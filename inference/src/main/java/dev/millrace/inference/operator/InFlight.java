package dev.millrace.inference.operator;

import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;

/** How many samples a task scores at a time; what is in flight delays a checkpoint. */
final class InFlight {

  /**
   * Of small samples, for each thread. They leave in order: with fewer, a long text keeps the
   * finished ones behind it here, and the other threads get nothing to do; the same while the task
   * waits for its sink's commit. A text model is through with as many in some 20 ms.
   */
  private static final int SMALL = 16;

  private InFlight() {}

  /**
   * Samples that have arrived and not left.
   *
   * @param threads scoring threads
   * @param size samples of a batch
   * @param input what the model takes; pictures are large and slow, so there is just enough that
   *     every thread finds a full batch when it comes back
   */
  static int most(int threads, BatchSize size, InputSpec input) {
    int running = threads * size.run();
    int full = running + Math.max(running, size.prepared(threads));
    boolean small = input instanceof TextInput || input instanceof SensorInput;
    return small ? Math.max(full, threads * SMALL) : full;
  }
}
