package dev.millrace.dashboard.query;

/**
 * A question that has no answer; told to the asker with a status of HTTP. An ordinary result, so
 * without a stack trace.
 */
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status status of HTTP
   * @param message what is wrong, which field, which remedy
   */
  public Refused(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** Something in the question is wrong. */
  public static Refused badRequest(String message) {
    return new Refused(400, message);
  }

  public static Refused notFound(String message) {
    return new Refused(404, message);
  }

  /** Later it will be there. */
  public static Refused notReady(String message) {
    return new Refused(503, message);
  }

  public int status() {
    return status;
  }
}
