package dev.millrace.ingest.gateway;

/** A record's value that can't be read. Says why; an ordinary result, so without a stack trace. */
final class UnreadableValue extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableValue(String problem) {
    super(problem, null, false, false);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
