package dev.millrace.ingest.decode;

/**
 * A record that cannot be used. The message says what is wrong, value against limit, and the
 * remedy; where it happened is added by whoever knows the record. Carries no stack trace: it is an
 * ordinary result, and feeds may hold many of them.
 */
public final class Rejection extends Exception {

  private static final long serialVersionUID = 1L;

  private final Cause code;

  public Rejection(Cause code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public Cause code() {
    return code;
  }
}
