package dev.millrace.ingest.message;

/** A message that can't be decoded. Says the field and why. */
final class UnreadableMessage extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableMessage(String message) {
    super(message);
  }

  UnreadableMessage(String message, Throwable cause) {
    super(message, cause);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
