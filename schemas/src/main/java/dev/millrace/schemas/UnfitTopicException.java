package dev.millrace.schemas;

import java.util.List;

/** Topics exist with settings that would lose or mix up records; names every one, a line each. */
public final class UnfitTopicException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> faults;

  UnfitTopicException(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** What is wrong and how to put it right, a topic and setting each. */
  public List<String> faults() {
    return faults;
  }
}
