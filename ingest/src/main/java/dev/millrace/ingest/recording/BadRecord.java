package dev.millrace.ingest.recording;

/** A stretch of a recording that is not as its format demands. Says what, not where. */
public final class BadRecord extends Exception {

  private static final long serialVersionUID = 1L;

  public BadRecord(String message) {
    super(message);
  }

  public BadRecord(String message, Throwable cause) {
    super(message, cause);
  }

  /** What is wrong. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
