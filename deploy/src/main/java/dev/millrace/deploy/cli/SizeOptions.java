package dev.millrace.deploy.cli;

import dev.millrace.schemas.Topics;
import picocli.CommandLine.Option;

/** How large a loop is. Results do not depend on it. */
final class SizeOptions {

  /** Inference and training. */
  private static final int JOBS = 2;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of new topics that scale (default: ${DEFAULT-VALUE}).")
  private int partitions = Topics.DEFAULT.partitions();

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Subtasks of the jobs' parallel operators (default: ${DEFAULT-VALUE}).")
  private int parallelism = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Scoring threads of each task (default: one a processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  int partitions() {
    return partitions;
  }

  int parallelism() {
    return parallelism;
  }

  int threads() {
    return threads;
  }

  /** Task slots that the jobs need together. */
  int slots() {
    return JOBS * parallelism;
  }
}
