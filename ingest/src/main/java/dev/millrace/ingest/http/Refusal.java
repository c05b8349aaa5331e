package dev.millrace.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A post, or a line of one, that is not taken. An ordinary result, so without a stack trace.
 *
 * <p>Told to the sender as an object with {@code error}, {@code field}, {@code value} and {@code
 * remedy}.
 */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 200;
  private static final int TOO_MANY = 429;

  private final int status;
  private final String field;
  private final String value;
  private final String remedy;
  private final long retryAfterSeconds;

  /**
   * What is wrong.
   *
   * @param status HTTP status of the answer
   * @param field header, part of the path or field of the body
   * @param value what it holds
   */
  Refusal(int status, String error, String field, String value, String remedy) {
    this(status, error, field, value, remedy, 0);
  }

  private Refusal(
      int status, String error, String field, String value, String remedy, long retryAfterSeconds) {
    super(error, null, false, false);
    this.retryAfterSeconds = retryAfterSeconds;
    this.status = status;
    this.field = field;
    this.value = value.length() > MOST_SHOWN ? value.substring(0, MOST_SHOWN) + "…" : value;
    this.remedy = remedy;
  }

  /** Too much for now: it may be sent again after so many seconds. */
  static Refusal tooMuch(String error, String field, String value, long retryAfterSeconds) {
    return new Refusal(
        TOO_MANY,
        error,
        field,
        value,
        "send it again after " + retryAfterSeconds + " s",
        retryAfterSeconds);
  }

  /** When to send it again; 0 where waiting does not help. */
  long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  int status() {
    return status;
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error", getMessage())
        .put("field", field)
        .put("value", value)
        .put("remedy", remedy);
  }
}
