package dev.millrace.ingest.source;

import java.util.List;

/**
 * A source that can't start: the task file and the input don't fit each other, or the input isn't
 * there. Says all that is wrong, one thing a line, each with its remedy. Nothing has been sent.
 */
public final class UnusableSource extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnusableSource(String message) {
    super(message);
  }

  public UnusableSource(String message, Throwable cause) {
    super(message, cause);
  }

  UnusableSource(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
