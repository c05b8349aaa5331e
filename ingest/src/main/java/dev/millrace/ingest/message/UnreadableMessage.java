package dev.millrace.ingest.message;

/** A message that can't be decoded. Says the field and why. */
public final class UnreadableMessage extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableMessage(String message) {
    super(message);
  }

  public UnreadableMessage(String message, Throwable cause) {
    super(message, cause);
  }

  /** What is wrong, in words. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
