package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.Problems.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A task file or bundle manifest that cannot be used; names every error, a line each. */
public final class TaskFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<Problem> problems;

  /**
   * An exception with at least one problem.
   *
   * @param problems what is wrong, by line
   */
  public TaskFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, by line. */
  public List<Problem> problems() {
    return problems;
  }
}
